import HTTPTypes
import Hummingbird

/// What a tenant's plugin uses of its quotas: for the operator, and for the tenant's own admins and owners.
struct UsageEndpoints: Sendable {
    let usage: any UsageReporting
    let tenants: any TenantAdministering

    var routes: [HostRoute] {
        [
            HostRoute(
                .get, "/api/v1/tenants/{tenant}/plugins/{plugin}/usage", access: .member(.admin),
                documentation: RouteDocumentation(
                    summary: "A plugin's quotas for a tenant, and what is used of them", tag: "tenants", answer: Schemas.usage)
            ) { try await answer($0, $1) }
        ]
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = (context.pathParameters["tenant"] ?? "", context.pathParameters["plugin"] ?? "")
        let found = try await Self.read(tenant, plugin, usage, tenants, context)
        return JSONAnswer.response([
            "tenant": .string(tenant), "plugin": .string(plugin), "running": .bool(found.isRunning),
            "measured_at": JSONAnswer.time(found.measuredAt), "quotas": .array(found.quotas.map(Self.describe)),
        ])
    }

    /// - Throws: 404 for a tenant that is not one's own, unless one is an operator, and for a plugin that is not enabled.
    static func read(
        _ tenant: String, _ plugin: String, _ usage: any UsageReporting, _ tenants: any TenantAdministering, _ context: WebContext
    ) async throws -> PluginUsage {
        let session = try context.requireSession()
        guard session.tenantKind == .operator || session.tenantId == tenant,
            try await tenants.tenant(tenant, visibleTo: session) != nil
        else { throw TenancyFailure.unknownTenant(tenant) }
        guard let found = try await usage.usage(tenant: tenant, plugin: plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        return found
    }

    static func describe(_ usage: QuotaUsage) -> JSONValue {
        [
            "name": .string(usage.name), "limit": .int(usage.limit), "used": .int(usage.used), "unit": .string(usage.unit),
            "window": .string(usage.window), "refusals": .int(usage.refusals),
        ]
    }
}
