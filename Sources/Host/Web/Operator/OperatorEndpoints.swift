import HTTPTypes
import Hummingbird

/// The operator's table: tenants by plugins, a switch in every cell, its impact shown before it is thrown.
struct OperatorEndpoints: Sendable {
    let tenants: any TenantAdministering
    let plugins: any PluginDispatching
    let pages: PageRenderer
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        let cell = "/operator/tenants/{tenant}/plugins/{plugin}"
        return [
            HostRoute(.get, "/operator", access: .operatorMember(.guest)) { try await table($0, $1) },
            HostRoute(.get, cell, access: .operatorMember(.guest)) { try await showCell($0, $1) },
            HostRoute(.get, cell + "/confirm", access: .operatorMember(.admin)) { try await confirm($0, $1) },
            HostRoute(.post, cell, access: .operatorMember(.admin)) { try await toggle($0, $1) },
        ]
    }

    private func table(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let all = try await tenants.tenants(visibleTo: session)
        let known = plugins.descriptions()
        let texts = OperatorTexts(catalogue: pages.catalogue(context), canSwitch: session.role >= .admin)
        let data = OperatorTable(tenants: all, plugins: known, texts: texts).json
        return try await pages.page("operator", data: data, title: "operator.title", request: request, context: context)
    }

    private func showCell(_ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = try await find(context)
        guard ErrorAnswer.isFragment(request) else { return .seeOther("/operator") }
        return try await cell(tenant, plugin, request, context)
    }

    private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = try await find(context)
        let enabling = !(tenant.instances[plugin.id]?.isEnabled ?? false)
        let impact = try await tenants.impact(tenant: tenant.id, plugin: plugin.id, enabling: enabling)
        let texts = OperatorTexts(catalogue: pages.catalogue(context), canSwitch: true)
        let data: JSONValue = [
            "tenant": .string(tenant.id), "tenant_name": .string(tenant.name), "plugin": .string(plugin.id),
            "plugin_name": .string(plugin.name),
            "version": .string(plugin.version), "enabling": .bool(enabling), "blocked": .bool(impact.isBlocked),
            "is_dialog": .bool(ErrorAnswer.isFragment(request)), "lines": .array(impact.lines.map(texts.line)),
            "has_asks": .bool(enabling && !impact.asks.isEmpty), "asks": .array(impact.asks.map { .string($0) }),
            "grants": .string(impact.asks.joined(separator: " ")), "has_quotas": .bool(enabling && !impact.quotas.isEmpty),
            "quotas": .array(
                impact.quotas.map {
                    [
                        "label": .string(texts.catalogue.find("usage.names.\($0.name)") ?? $0.name),
                        "limit": .string(UsageTable.amount($0.limit, $0.unit)),
                        "window": .string(texts.catalogue.find("usage.limit_windows.\($0.window)") ?? $0.window),
                    ]
                }),
        ]
        return try await pages.page("operator-confirm", data: data, title: "operator.confirm_title", request: request, context: context)
    }

    private func toggle(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        let (tenant, plugin) = try await find(context)
        let form = FormBody(try await bodyReader.read(&request))
        guard let wanted = form["enabled"].flatMap(Bool.init) else {
            throw ProblemError(
                .badRequest, code: "invalid_form", detail: "enabled must be true or false.", fields: ["enabled": "true or false"])
        }
        let session = try context.requireSession()
        // What the dialog showed, and no more: a plugin that asks for more meanwhile is refused.
        let grants = Set((form["grants"] ?? "").split(separator: " ").map(String.init))
        try await tenants.setEnabled(
            wanted, tenant: tenant.id, plugin: plugin.id, consentingTo: grants, by: session, requestId: context.requestId)
        guard ErrorAnswer.isFragment(request) else { return .seeOther("/operator#cell-\(tenant.id)-\(plugin.id)") }
        let now = try await tenants.tenant(tenant.id, visibleTo: session) ?? tenant
        return try await cell(now, plugin, request, context)
    }

    private func cell(_ tenant: TenantSummary, _ plugin: PluginDescription, _ request: Request, _ context: WebContext) async throws
        -> Response
    {
        let texts = OperatorTexts(catalogue: pages.catalogue(context), canSwitch: try context.requireSession().role >= .admin)
        let data = OperatorTable.cell(tenant, plugin, texts: texts)
        return try await pages.page("operator-cell", data: data, title: "operator.title", request: request, context: context)
    }

    private func find(_ context: WebContext) async throws -> (tenant: TenantSummary, plugin: PluginDescription) {
        let id = context.pathParameters["tenant"] ?? ""
        let pluginId = context.pathParameters["plugin"] ?? ""
        guard let tenant = try await tenants.tenant(id, visibleTo: context.requireSession()) else { throw TenancyFailure.unknownTenant(id) }
        guard let plugin = plugins.descriptions().first(where: { $0.id == pluginId }) else { throw TenancyFailure.unknownPlugin(pluginId) }
        return (tenant, plugin)
    }
}
