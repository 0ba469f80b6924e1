import Foundation
import HostPlugins
import HostTenancy
import HostWeb

/// Tenants and the switch as the web server needs them.
struct TenantAdapter: TenantAdministering {
    let directory: TenantDirectory
    let toggle: PluginToggle
    let plugins: PluginHost

    func tenants(visibleTo session: MemberSession) async throws -> [TenantSummary] {
        let snapshot = directory.snapshot
        return snapshot.tenants.filter { sees($0, session) }.map { summary($0, snapshot) }
    }

    func tenant(_ id: String, visibleTo session: MemberSession) async throws -> TenantSummary? {
        let snapshot = directory.snapshot
        return snapshot.tenant(id: id).flatMap { sees($0, session) ? summary($0, snapshot) : nil }
    }

    func impact(tenant: String, plugin: String, enabling: Bool) async throws -> ToggleImpact {
        guard directory.snapshot.tenant(id: tenant) != nil else { throw TenancyFailure.unknownTenant(tenant) }
        if let impact = await plugins.impact(tenant: tenant, plugin: plugin, enabling: enabling) { return ToggleImpact(impact) }
        guard plugins.knows(plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        let reason = plugins.trouble(tenant: tenant, plugin: plugin) ?? "this host does not run the plugin"
        return ToggleImpact(lines: [ToggleImpact.Line(key: reason, weight: .warning)])
    }

    func setEnabled(_ enabled: Bool, tenant: String, plugin: String, by actor: MemberSession, requestId: String) async throws {
        guard directory.snapshot.tenant(id: tenant) != nil else { throw TenancyFailure.unknownTenant(tenant) }
        guard plugins.knows(plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        do {
            _ = try await toggle.set(
                tenant: tenant, plugin: plugin, isEnabled: enabled, origin: ChangeOrigin(actor: actor.email, requestId: requestId))
        } catch {
            switch error.code {
            case .unknownTenant: throw TenancyFailure.unknownTenant(tenant)
            case .versionConflict, .operatorTenant: throw TenancyFailure.refused(error.message)
            case .unavailable: throw TenancyFailure.unavailable
            }
        }
    }

    private func sees(_ tenant: Tenant, _ session: MemberSession) -> Bool {
        session.tenantKind == .operator || session.sight.contains(tenant.key.rawValue)
    }

    private func summary(_ tenant: Tenant, _ snapshot: DirectorySnapshot) -> TenantSummary {
        var instances: [String: InstanceSummary] = [:]
        for instance in snapshot.instances(tenant: tenant.id) {
            instances[instance.plugin] = InstanceSummary(
                isEnabled: instance.isEnabled, version: plugins.version(of: instance.plugin),
                trouble: plugins.trouble(tenant: tenant.id, plugin: instance.plugin))
        }
        return TenantSummary(
            id: tenant.id, name: tenant.name, kind: HostWeb.TenantKind(rawValue: tenant.kind.rawValue) ?? .client,
            parentId: tenant.parentId,
            instances: instances)
    }
}
