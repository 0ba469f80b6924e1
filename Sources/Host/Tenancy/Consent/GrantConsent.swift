/// That somebody let a plugin use what it asked for.
package struct GrantConsent: Sendable, Hashable {
    package let plugin: String
    /// The version that it was given for.
    package let version: String
    /// What was consented to, as canonical texts, sorted: `hashinsight.db/1`, `devices:4028`, `event:alerts`.
    package let items: [String]
    /// A member's address, `command line`, or `configuration`: the operator's own tenants.yaml lists the plugin.
    package let givenBy: String
    /// Microseconds since 1970 UTC.
    package let givenAtMicros: Int64

    package init(plugin: String, version: String, items: [String], givenBy: String, givenAtMicros: Int64) {
        self.plugin = plugin
        self.version = version
        self.items = items.sorted()
        self.givenBy = givenBy
        self.givenAtMicros = givenAtMicros
    }
}
