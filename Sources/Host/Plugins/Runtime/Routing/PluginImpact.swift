/// What switching a plugin on or off means for a tenant, to be shown first.
package struct PluginImpact: Sendable {
    /// A table of the plugin with what the tenant has in it.
    package struct Table: Sendable, Hashable {
        package let name: String
        /// Rows in the tenant's sight; nil if they could not be counted in time. Counted up to ``countLimit``.
        package let rowCount: Int?
    }

    /// Rows are counted no further than this.
    package static let countLimit = 100_000

    package let tenantId: String
    package let plugin: String
    package let version: String
    package let isEnabling: Bool
    package let routes: [Route]
    package let jobs: [JobDeclaration]
    package let tables: [Table]
    /// Services and other grants, as the manifest names them.
    package let grants: [String]
    /// Calls that are under way now and would come to their end first.
    package let callsUnderWay: Int
    /// Why it could not be done now, or nil.
    package let obstacle: String?
}
