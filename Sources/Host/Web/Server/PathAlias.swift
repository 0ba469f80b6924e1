/// Addresses that users know by another name than the plugin's that answers them.
enum PathAlias {
    /// The forecasts and signals of Analytics, which are older than the plugin's own address.
    private static let known = [
        (from: "/api/intelligence/", to: "/api/v1/analytics/"), (from: "/api/v1/intelligence/", to: "/api/v1/analytics/"),
    ]

    /// The path as the plugin knows it: itself, unless it is one of another name.
    static func resolved(_ path: String) -> String {
        for alias in known where path.hasPrefix(alias.from) { return alias.to + path.dropFirst(alias.from.count) }
        return path
    }
}
