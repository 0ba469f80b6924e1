/// That somebody let a plugin use what it asked for.
package struct GrantConsent: Sendable, Hashable {
    package let plugin: String
    /// The version that it was given for.
    package let version: String
    /// What was consented to, as canonical texts, sorted: `hashinsight.db/1`, `devices:4028`, `event:alerts`.
    package let items: [String]
    /// What was consented to before and is withdrawn, sorted; each later consent carries it on until it is given again.
    package let withdrawn: [String]
    /// A member's address, `command line`, or `configuration`: the operator's own tenants.yaml lists the plugin.
    package let givenBy: String
    /// Microseconds since 1970 UTC.
    package let givenAtMicros: Int64

    /// - Parameter items: Those that are withdrawn begin with a minus sign, as they are stored.
    package init(plugin: String, version: String, items: [String], givenBy: String, givenAtMicros: Int64) {
        self.plugin = plugin
        self.version = version
        self.items = items.filter { !$0.hasPrefix("-") }.sorted()
        withdrawn = items.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) }.sorted()
        self.givenBy = givenBy
        self.givenAtMicros = givenAtMicros
    }

    /// What the consent after `last` says if `items` are consented to in addition; both sorted.
    static func adding(_ items: Set<String>, to last: GrantConsent?) -> (given: [String], withdrawn: [String]) {
        // Every port includes each.
        let withdrawn = (last?.withdrawn ?? []).filter { !items.contains($0) && !(items.contains("devices") && $0.hasPrefix("devices:")) }
        return (items.union(last?.items ?? []).sorted(), withdrawn)
    }
}
