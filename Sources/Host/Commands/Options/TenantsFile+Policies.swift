import HostPlugins
import HostTenancy

extension TenantsFile {
    /// What the file says of each plugin's quotas and grants, by id.
    var pluginPolicies: [String: PluginPolicy] {
        Dictionary(plugins.map { ($0.id, PluginPolicy(quotas: $0.quotas, grants: $0.grants)) }, uniquingKeysWith: { first, _ in first })
    }
}
