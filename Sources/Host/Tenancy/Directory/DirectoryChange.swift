/// What differs between two snapshots of the directory.
package struct DirectoryChange: Sendable {
    /// One instance before and after; nil where it does not exist.
    package struct InstanceEdit: Sendable, Hashable {
        package let before: PluginInstance?
        package let after: PluginInstance?
    }

    /// One tenant before and after; nil where it does not exist.
    package struct TenantEdit: Sendable, Hashable {
        package let before: Tenant?
        package let after: Tenant?
    }

    package let snapshot: DirectorySnapshot
    package let tenants: [TenantEdit]
    package let instances: [InstanceEdit]
    /// Whether the operator consented to something.
    package let hasNewConsents: Bool
    /// Whether a secret was set for the first time, or taken away.
    package let hasNewSecrets: Bool

    /// Whether nothing differs.
    package var isEmpty: Bool { tenants.isEmpty && instances.isEmpty && !hasNewConsents && !hasNewSecrets }

    /// Compares two snapshots; edits are ordered by key, then plugin.
    package init(from old: DirectorySnapshot, to new: DirectorySnapshot) {
        snapshot = new
        hasNewConsents = !new.hasConsents(of: old)
        hasNewSecrets = new.secrets != old.secrets
        var tenants: [TenantEdit] = []
        for tenant in new.tenants {
            let before = old.tenant(key: tenant.key)
            if before != tenant { tenants.append(TenantEdit(before: before, after: tenant)) }
        }
        for tenant in old.tenants where new.tenant(key: tenant.key) == nil { tenants.append(TenantEdit(before: tenant, after: nil)) }
        self.tenants = tenants

        var instances: [InstanceEdit] = []
        for instance in new.allInstances {
            let before = old.instance(tenant: instance.tenantId, plugin: instance.plugin)
            if before != instance { instances.append(InstanceEdit(before: before, after: instance)) }
        }
        for instance in old.allInstances where new.instance(tenant: instance.tenantId, plugin: instance.plugin) == nil {
            instances.append(InstanceEdit(before: instance, after: nil))
        }
        self.instances = instances
    }
}
