package import Foundation

/// Tenants and their plugins, and the switch.
package protocol TenantAdministering: Sendable {
    /// All tenants that the member may see: an operator all, a provider itself and its clients, a client itself.
    func tenants(visibleTo session: MemberSession) async throws -> [TenantSummary]

    /// One tenant by id, if the member may see it.
    func tenant(_ id: String, visibleTo session: MemberSession) async throws -> TenantSummary?

    /// What switching would cause. Changes nothing.
    func impact(tenant: String, plugin: String, enabling: Bool) async throws -> ToggleImpact

    /// Switches, in one transaction with the audit record; returns once every reader on this host sees it.
    /// - Parameter grants: What the one who asks has been shown and consents to; needed where the plugin asks for more than before.
    /// - Throws: `TenancyFailure`; `consentRequired` if the plugin asks for more than that.
    func setEnabled(
        _ enabled: Bool, tenant: String, plugin: String, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String
    ) async throws
}

extension TenantAdministering {
    /// Switches without a new consent.
    func setEnabled(_ enabled: Bool, tenant: String, plugin: String, by actor: MemberSession, requestId: String) async throws {
        try await setEnabled(enabled, tenant: tenant, plugin: plugin, consentingTo: [], by: actor, requestId: requestId)
    }
}

/// A tenant as administration shows it.
package struct TenantSummary: Sendable {
    package let id: String
    package let name: String
    package let kind: TenantKind
    package let parentId: String?
    /// By plugin id; a plugin that is missing was never enabled.
    package let instances: [String: InstanceSummary]

    package init(id: String, name: String, kind: TenantKind, parentId: String?, instances: [String: InstanceSummary]) {
        self.id = id
        self.name = name
        self.kind = kind
        self.parentId = parentId
        self.instances = instances
    }
}

/// A plugin for a tenant.
package struct InstanceSummary: Sendable {
    package let isEnabled: Bool
    package let version: String?
    /// Why an enabled instance does not run, if so.
    package let trouble: String?
    /// Where its code runs: `host`, `worker`, or `worker (demoted: …)`; nil if it does not run on this host.
    package let isolation: String?
    package let changedAt: Date?
    package let changedBy: String?

    package init(
        isEnabled: Bool, version: String?, trouble: String? = nil, isolation: String? = nil, changedAt: Date? = nil,
        changedBy: String? = nil
    ) {
        self.isEnabled = isEnabled
        self.version = version
        self.trouble = trouble
        self.isolation = isolation
        self.changedAt = changedAt
        self.changedBy = changedBy
    }
}

/// What a switch would cause.
package struct ToggleImpact: Sendable {
    /// How a line should be read.
    package enum Weight: String, Sendable { case info, warning, blocking }
    /// One effect: a key of the host's catalogue (`impact.<key>`) with figures, or free text if there is no such key.
    package struct Line: Sendable {
        package let key: String
        package let weight: Weight
        package let values: [String: String]
        package init(key: String, weight: Weight, values: [String: String] = [:]) {
            self.key = key
            self.weight = weight
            self.values = values
        }
    }
    /// A limit that would hold for the tenant.
    package struct Limit: Sendable {
        /// As in `plugin.yaml` and `tenants.yaml`: `rows_per_call`.
        package let name: String
        package let limit: Int
        package let unit: String
        /// What it holds for: `now`, `minute`, `answer`, `call`, `total`.
        package let window: String
        package init(name: String, limit: Int, unit: String, window: String) {
            self.name = name
            self.limit = limit
            self.unit = unit
            self.window = window
        }
    }
    package let lines: [Line]
    /// What the plugin asks for that was not consented to before: `hashinsight.events/1`.
    package let asks: [String]
    /// Shown before switching on, together with what it may use.
    package let quotas: [Limit]
    package init(lines: [Line], asks: [String] = [], quotas: [Limit] = []) {
        self.lines = lines
        self.asks = asks
        self.quotas = quotas
    }
    /// Whether the switch would be refused.
    package var isBlocked: Bool { lines.contains { $0.weight == .blocking } }
}

/// Why a switch did not happen.
package enum TenancyFailure: Error, Sendable {
    case unknownTenant(String)
    case unknownPlugin(String)
    /// Not possible now; the sentence says why and what to do.
    case refused(String)
    /// The plugin asks for these in addition, and nobody has consented to them.
    case consentRequired([String])
    /// The database is away.
    case unavailable
}
