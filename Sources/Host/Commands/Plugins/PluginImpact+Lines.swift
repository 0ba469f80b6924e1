import HostPlugins

extension PluginImpact {
    /// What switching off means, for people at a terminal: the same facts as the operator's page shows.
    var lines: [String] {
        let pages = routes.filter(\.isPage).count
        let scheduled = jobs.filter { if case .onDemand = $0.schedule { false } else { true } }.map(\.name)
        var lines = [
            "\(plugin) \(version) for \(tenantId): \(pages) pages and \(routes.count - pages) other routes answer 404 at once"
        ]
        if !scheduled.isEmpty { lines.append("jobs that stop: \(scheduled.joined(separator: ", "))") }
        for table in tables {
            let rows = table.rowCount.map { $0 >= Self.countLimit ? "\($0) rows or more" : "\($0) rows" } ?? "rows not counted"
            lines.append("data that stays: \(table.name), \(rows)")
        }
        return lines
    }
}
