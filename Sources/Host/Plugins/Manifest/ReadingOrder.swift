/// In which order plugins are prepared: whose tables another reads goes first, so that what is read exists. Pure.
package enum ReadingOrder {
    /// The same plugins, each after those whose tables it reads; otherwise as they were. For plugins that read each
    /// other in a ring there is no such order: they come as it happens.
    package static func sorted<Plugin>(_ plugins: [Plugin], _ manifest: (Plugin) -> Manifest) -> [Plugin] {
        let places = Dictionary(plugins.indices.map { (manifest(plugins[$0]).id, $0) }) { first, _ in first }
        var order: [Int] = []
        var isSeen = Set<Int>()
        func visit(_ index: Int) {
            guard isSeen.insert(index).inserted else { return }
            let own = manifest(plugins[index])
            for owner in own.grants.tables.map(\.plugin) where owner != own.id {
                if let place = places[owner] { visit(place) }
            }
            order.append(index)
        }
        for index in plugins.indices { visit(index) }
        return order.map { plugins[$0] }
    }
}
