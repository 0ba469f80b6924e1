import HTTPTypes
import Hummingbird

/// A plugin for a tenant in the console: its quotas and what is used of them.
struct UsagePage: Sendable {
    let usage: any UsageReporting
    let tenants: any TenantAdministering
    let plugins: any PluginDispatching
    let pages: PageRenderer

    var routes: [HostRoute] {
        [HostRoute(.get, "/operator/tenants/{tenant}/plugins/{plugin}/usage", access: .operatorMember(.guest)) { try await page($0, $1) }]
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, pluginId) = (context.pathParameters["tenant"] ?? "", context.pathParameters["plugin"] ?? "")
        let found = try await UsageEndpoints.read(id, pluginId, usage, tenants, context)
        let tenant = try await tenants.tenant(id, visibleTo: context.requireSession())
        let plugin = plugins.descriptions().first { $0.id == pluginId }
        let catalogue = pages.catalogue(context)
        let data: JSONValue = [
            "tenant": .string(id), "tenant_name": .string(tenant?.name ?? id), "plugin": .string(pluginId),
            "plugin_name": .string(plugin?.name ?? pluginId), "version": .string(tenant?.instances[pluginId]?.version ?? ""),
            "trouble": tenant?.instances[pluginId]?.trouble.map { .string($0) } ?? .null, "is_running": .bool(found.isRunning),
            "isolation": tenant?.instances[pluginId]?.isolation.map { .string($0) } ?? .null,
            "measured_at": JSONAnswer.time(found.measuredAt),
            "quotas": .array(found.quotas.map { UsageTable.row($0, catalogue) }),
        ]
        return try await pages.page("operator-usage", data: data, title: "usage.title", request: request, context: context)
    }
}
