/// In which order plugins are prepared: whose tables another reads goes first, so that what is read exists. Pure.
package enum ReadingOrder {
    /// The same plugins, each after those whose tables it reads; otherwise as they were. A plugin that can do without a table waits for its owner
    /// unless that one has to wait for it. For plugins that need each other in a ring there is no such order: they come as it happens.
    package static func sorted<Plugin>(_ plugins: [Plugin], _ manifest: (Plugin) -> Manifest) -> [Plugin] {
        let grants = plugins.map { (id: manifest($0).id, grants: manifest($0).grants) }
        let places = Dictionary(grants.indices.map { (grants[$0].id, $0) }) { first, _ in first }
        func owners(_ tables: [TableGrant], of index: Int) -> [Int] {
            tables.compactMap { places[$0.plugin] }.filter { $0 != index }
        }
        func needed(by index: Int) -> Set<Int> {
            var found: Set<Int> = [index]
            var open = [index]
            while let next = open.popLast() {
                for owner in owners(grants[next].grants.requiredTables, of: next) where found.insert(owner).inserted { open.append(owner) }
            }
            return found
        }
        var order: [Int] = []
        var (isSeen, isWaiting) = (Set<Int>(), Set<Int>())
        func visit(_ index: Int) {
            guard isSeen.insert(index).inserted else { return }
            isWaiting.insert(index)
            for owner in owners(grants[index].grants.requiredTables, of: index) { visit(owner) }
            for owner in owners(grants[index].grants.optionalTables.sorted(), of: index) {
                if needed(by: owner).isDisjoint(with: isWaiting) { visit(owner) }
            }
            isWaiting.remove(index)
            order.append(index)
        }
        for index in plugins.indices { visit(index) }
        return order.map { plugins[$0] }
    }
}
