import Foundation
import HostData
import HostPlugins
import HostTenancy
import HostWeb
import Logging

/// Tenants and the switch as the web server needs them.
struct TenantAdapter: TenantAdministering {
    let directory: TenantDirectory
    let toggle: PluginToggle
    let plugins: PluginHost
    let consents: ConsentService
    let audit: AuditLog
    let logger: Logger

    func tenants(visibleTo session: MemberSession) async throws -> [TenantSummary] {
        let snapshot = directory.snapshot
        let seen = snapshot.tenants.filter { sees($0, session) }
        guard let first = seen.first, let last = seen.last else { return [] }
        let switches = await lastSwitches(first.key...last.key)
        return seen.map { summary($0, snapshot, switches) }
    }

    func tenant(_ id: String, visibleTo session: MemberSession) async throws -> TenantSummary? {
        let snapshot = directory.snapshot
        guard let tenant = snapshot.tenant(id: id), sees(tenant, session) else { return nil }
        return summary(tenant, snapshot, await lastSwitches(tenant.key...tenant.key))
    }

    func impact(tenant: String, plugin: String, enabling: Bool) async throws -> ToggleImpact {
        guard let found = directory.snapshot.tenant(id: tenant) else { throw TenancyFailure.unknownTenant(tenant) }
        if let impact = await plugins.impact(tenant: tenant, plugin: plugin, enabling: enabling) {
            return ToggleImpact(
                impact, asks: enabling ? asks(tenant, plugin) : [], limits: plugins.limits(tenant: found, plugin: plugin))
        }
        guard plugins.knows(plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        let reason = plugins.trouble(tenant: tenant, plugin: plugin) ?? "this host does not run the plugin"
        return ToggleImpact(lines: [ToggleImpact.Line(key: reason, weight: .warning)])
    }

    func setEnabled(
        _ enabled: Bool, tenant: String, plugin: String, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String
    ) async throws {
        guard directory.snapshot.tenant(id: tenant) != nil else { throw TenancyFailure.unknownTenant(tenant) }
        guard plugins.knows(plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        let origin = ChangeOrigin(actor: actor.email, requestId: requestId)
        let asks = enabled ? asks(tenant, plugin) : []
        guard grants.isSuperset(of: asks) else { throw TenancyFailure.consentRequired(asks.filter { !grants.contains($0) }) }
        do {
            if !asks.isEmpty, let version = plugins.version(of: plugin, tenant: tenant) {
                try await consents.give(plugin: plugin, version: version, items: asks, origin: origin)
            }
            _ = try await toggle.set(tenant: tenant, plugin: plugin, isEnabled: enabled, origin: origin)
            // On means served; what takes longer is told as the instance's trouble.
            if enabled { await plugins.settle(tenant: tenant, plugin: plugin) }
        } catch {
            switch error.code {
            case .unknownTenant: throw TenancyFailure.unknownTenant(tenant)
            case .versionConflict, .operatorTenant: throw TenancyFailure.refused(error.message)
            case .unavailable: throw TenancyFailure.unavailable
            }
        }
    }

    /// What the version that the tenant would get asks for beyond what was consented to.
    private func asks(_ tenant: String, _ plugin: String) -> [String] {
        guard let found = directory.snapshot.tenant(id: tenant), let version = plugins.version(of: plugin, for: found) else { return [] }
        return plugins.grantDecision(for: version.source.manifest).missing.map(\.description)
    }

    private func sees(_ tenant: Tenant, _ session: MemberSession) -> Bool {
        session.tenantKind == .operator || session.sight.contains(tenant.key.rawValue)
    }

    /// By tenant and plugin. Without the database nobody is named: the rest of the answer is known from memory.
    private func lastSwitches(_ tenants: ClosedRange<TenantKey>) async -> [String: [String: LastSwitch]] {
        do {
            return try await audit.lastSwitches(tenants: tenants).reduce(into: [:]) { $0[$1.tenantId, default: [:]][$1.plugin] = $1 }
        } catch {
            logger.warning("the last switches could not be read", metadata: ["error": "\(error)"])
            return [:]
        }
    }

    private func summary(_ tenant: Tenant, _ snapshot: DirectorySnapshot, _ switches: [String: [String: LastSwitch]]) -> TenantSummary {
        var instances: [String: InstanceSummary] = [:]
        for instance in snapshot.instances(tenant: tenant.id) {
            let last = switches[tenant.id]?[instance.plugin]
            instances[instance.plugin] = InstanceSummary(
                isEnabled: instance.isEnabled, version: plugins.version(of: instance.plugin, tenant: tenant.id),
                trouble: plugins.trouble(tenant: tenant.id, plugin: instance.plugin),
                isolation: plugins.isolation(tenant: tenant.id, plugin: instance.plugin),
                changedAt: last.map { Date(timeIntervalSince1970: Double($0.atMicros) / 1e6) }, changedBy: last?.actor)
        }
        return TenantSummary(
            id: tenant.id, name: tenant.name, kind: HostWeb.TenantKind(rawValue: tenant.kind.rawValue) ?? .client,
            parentId: tenant.parentId,
            instances: instances)
    }
}
