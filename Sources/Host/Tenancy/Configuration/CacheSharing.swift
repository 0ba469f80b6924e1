/// For whom a plugin may keep values in the cache: `grants: cache: shared`, in its manifest and in tenants.yaml.
package enum CacheSharing: String, Sendable, CaseIterable {
    /// For one tenant at a time: what the service is for if nothing is said.
    case tenant
    /// For all tenants of the plugin too.
    case shared
}
