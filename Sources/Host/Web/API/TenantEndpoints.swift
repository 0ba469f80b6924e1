import HTTPTypes
import Hummingbird

/// Tenants and the switch of their plugins, as JSON.
struct TenantEndpoints: Sendable {
    let tenants: any TenantAdministering
    let plugins: any PluginDispatching
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        let one = "/api/v1/tenants/{tenant}/plugins/{plugin}"
        return [
            HostRoute(
                .get, "/api/v1/tenants", access: .member(.guest),
                documentation: RouteDocumentation(
                    summary: "Tenants that you may see", tag: "tenants", query: ["page", "per_page"], answer: Schemas.list(Schemas.tenant))
            ) { try await list($0, $1) },
            HostRoute(
                .get, "/api/v1/plugins", access: .member(.guest),
                documentation: RouteDocumentation(summary: "Plugins of this host", tag: "plugins", answer: Schemas.list(Schemas.plugin))
            ) { try await pluginList($0, $1) },
            HostRoute(
                .get, one, access: .operatorMember(.admin),
                documentation: RouteDocumentation(summary: "A plugin for a tenant", tag: "tenants", answer: Schemas.instance)
            ) { try await instance($0, $1) },
            HostRoute(
                .get, one + "/impact", access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "What switching would cause", tag: "tenants", query: ["enable"], answer: Schemas.impact)
            ) { try await impact($0, $1) },
            HostRoute(
                .put, one, access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Switch a plugin on for a tenant", tag: "tenants", body: Schemas.consent, answer: Schemas.instance)
            ) { try await toggle(true, $0, $1) },
            HostRoute(
                .delete, one, access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Switch a plugin off for a tenant; data stays", tag: "tenants", answer: Schemas.instance)
            ) { try await toggle(false, $0, $1) },
        ]
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let paging = try Paging(request)
        let all = try await tenants.tenants(visibleTo: context.requireSession())
        let items = paging.slice(all).map(Self.describe)
        return JSONAnswer.list(items, total: all.count, page: paging.page, perPage: paging.perPage)
    }

    private func pluginList(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let serving = plugins.serving(tenantKey: session.tenantKey)
        let enabled = Set(serving.map(\.id))
        let known = session.tenantKind == .operator ? plugins.descriptions() : serving
        let items = known.map { plugin -> JSONValue in
            [
                "id": .string(plugin.id), "name": .string(plugin.name), "version": .string(plugin.version),
                "isolation": .string(plugin.isolation),
                "enabled": .bool(enabled.contains(plugin.id)),
            ]
        }
        return JSONAnswer.list(items, total: items.count, page: 1, perPage: max(20, items.count))
    }

    private func instance(_ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = try await find(context)
        return JSONAnswer.response(Self.describe(tenant, plugin))
    }

    private func impact(_ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = try await find(context)
        let asked = FormBody(request.uri.query ?? "")["enable"]
        guard asked == nil || asked == "true" || asked == "false" else {
            throw ProblemError(
                .badRequest, code: "invalid_parameter", detail: "enable must be true or false.", fields: ["enable": "true or false"])
        }
        let enabling = asked.map { $0 == "true" } ?? !(tenant.instances[plugin]?.isEnabled ?? false)
        let impact = try await tenants.impact(tenant: tenant.id, plugin: plugin, enabling: enabling)
        let lines = impact.lines.map { line -> JSONValue in
            ["key": .string(line.key), "weight": .string(line.weight.rawValue), "values": .object(line.values.mapValues { .string($0) })]
        }
        return JSONAnswer.response([
            "tenant": .string(tenant.id), "plugin": .string(plugin), "enabling": .bool(enabling), "blocked": .bool(impact.isBlocked),
            "asks": .array(impact.asks.map { .string($0) }), "lines": .array(lines),
            "quotas": .array(
                impact.quotas.map {
                    ["name": .string($0.name), "limit": .int($0.limit), "unit": .string($0.unit), "window": .string($0.window)]
                }),
        ])
    }

    private func toggle(_ enabled: Bool, _ request: Request, _ context: WebContext) async throws -> Response {
        let (tenant, plugin) = try await find(context)
        let session = try context.requireSession()
        let grants = enabled ? try await consent(request) : []
        try await tenants.setEnabled(
            enabled, tenant: tenant.id, plugin: plugin, consentingTo: grants, by: session, requestId: context.requestId)
        let now = try await tenants.tenant(tenant.id, visibleTo: session) ?? tenant
        return JSONAnswer.response(Self.describe(now, plugin))
    }

    /// `{"grants": ["hashinsight.events/1"]}`, or no body: then nothing new is consented to.
    private func consent(_ request: Request) async throws -> Set<String> {
        var request = request
        guard try await bodyReader.read(&request).readableBytes > 0 else { return [] }
        let body = try await JSONBody.read(request, with: bodyReader)
        guard let grants = body["grants"] else { return [] }
        guard case .array(let items) = grants, items.count <= 1_000, items.allSatisfy({ $0.text != nil }) else {
            throw ProblemError(
                .badRequest, code: "invalid_body", detail: "grants must be a list of texts, as 'asks' of the impact gives them.",
                fields: ["grants": "a list of texts"])
        }
        return Set(items.compactMap(\.text))
    }

    /// The tenant and plugin of the path.
    /// - Throws: `TenancyFailure` if one is unknown.
    private func find(_ context: WebContext) async throws -> (tenant: TenantSummary, plugin: String) {
        let id = context.pathParameters["tenant"] ?? ""
        let plugin = context.pathParameters["plugin"] ?? ""
        guard let tenant = try await tenants.tenant(id, visibleTo: context.requireSession()) else { throw TenancyFailure.unknownTenant(id) }
        guard plugins.descriptions().contains(where: { $0.id == plugin }) || tenant.instances[plugin] != nil else {
            throw TenancyFailure.unknownPlugin(plugin)
        }
        return (tenant, plugin)
    }

    private static func describe(_ tenant: TenantSummary) -> JSONValue {
        [
            "id": .string(tenant.id), "name": .string(tenant.name), "kind": .string(tenant.kind.rawValue),
            "parent": tenant.parentId.map { .string($0) } ?? .null,
            "plugins": .object(
                Dictionary(uniqueKeysWithValues: tenant.instances.keys.map { ($0, describe(tenant, $0)) })),
        ]
    }

    private static func describe(_ tenant: TenantSummary, _ plugin: String) -> JSONValue {
        let instance = tenant.instances[plugin]
        return [
            "tenant": .string(tenant.id), "plugin": .string(plugin), "enabled": .bool(instance?.isEnabled ?? false),
            "version": instance?.version.map { .string($0) } ?? .null, "trouble": instance?.trouble.map { .string($0) } ?? .null,
            "isolation": instance?.isolation.map { .string($0) } ?? .null,
            "changed_at": JSONAnswer.time(instance?.changedAt), "changed_by": instance?.changedBy.map { .string($0) } ?? .null,
        ]
    }
}
