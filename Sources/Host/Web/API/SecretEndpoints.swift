import HTTPTypes
import Hummingbird

/// Secrets of plugins: for all tenants by the operator, a tenant's own by its admins. Values are taken and never given.
struct SecretEndpoints: Sendable {
    let secrets: any SecretAdministering
    let tenants: any TenantAdministering
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        routes("/api/v1/plugins/{plugin}/secrets", access: .operatorMember(.admin), whose: "for all tenants", tag: "plugins")
            + routes("/api/v1/tenants/{tenant}/plugins/{plugin}/secrets", access: .member(.admin), whose: "for a tenant", tag: "tenants")
    }

    private func routes(_ path: String, access: HostRoute.Access, whose: String, tag: String) -> [HostRoute] {
        [
            HostRoute(
                .get, path, access: access,
                documentation: RouteDocumentation(
                    summary: "Secrets that a plugin wants, and which are set \(whose); never their values", tag: tag,
                    answer: Schemas.list(Schemas.secret))
            ) { try await list($0, $1) },
            HostRoute(
                .put, path + "/{name}", access: access,
                documentation: RouteDocumentation(
                    summary: "Set a secret of a plugin \(whose)", tag: tag, body: Schemas.secretValue, success: 204)
            ) { try await set($0, $1) },
            HostRoute(
                .delete, path + "/{name}", access: access,
                documentation: RouteDocumentation(summary: "Take a secret of a plugin away \(whose)", tag: tag, success: 204)
            ) { try await remove($0, $1) },
        ]
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let (plugin, tenant) = try await target(context)
        let found = try await problems { try await secrets.secrets(plugin: plugin, tenant: tenant) }
        return JSONAnswer.list(found.map(Self.describe), total: found.count, page: 1, perPage: max(20, found.count))
    }

    private func set(_ request: Request, _ context: WebContext) async throws -> Response {
        let (plugin, tenant) = try await target(context)
        let body = try await JSONBody.read(request, with: bodyReader)
        guard let value = body["value"]?.text else {
            throw ProblemError(
                .badRequest, code: "invalid_body", detail: "The body must be {\"value\": \"…\"}.", fields: ["value": "a text"])
        }
        let session = try context.requireSession()
        try await problems {
            try await secrets.setSecret(
                value, plugin: plugin, name: context.pathParameters["name"] ?? "", tenant: tenant, by: session, requestId: context.requestId
            )
        }
        return Response(status: .noContent)
    }

    private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        let (plugin, tenant) = try await target(context)
        let session = try context.requireSession()
        try await problems {
            try await secrets.removeSecret(
                plugin: plugin, name: context.pathParameters["name"] ?? "", tenant: tenant, by: session, requestId: context.requestId)
        }
        return Response(status: .noContent)
    }

    /// - Throws: 404 for a tenant that is not one's own, unless one is an operator, and for a plugin that is not enabled for it.
    private func target(_ context: WebContext) async throws -> (plugin: String, tenant: String?) {
        let plugin = context.pathParameters["plugin"] ?? ""
        guard let id = context.pathParameters["tenant"] else { return (plugin, nil) }
        let session = try context.requireSession()
        guard session.tenantKind == .operator || session.tenantId == id, let tenant = try await tenants.tenant(id, visibleTo: session)
        else { throw TenancyFailure.unknownTenant(id) }
        guard session.tenantKind == .operator || tenant.instances[plugin]?.isEnabled == true else {
            throw TenancyFailure.unknownPlugin(plugin)
        }
        return (plugin, id)
    }

    private func problems<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let failure as SecretFailure { throw Self.problem(failure) }
    }

    private static func problem(_ failure: SecretFailure) -> ProblemError {
        switch failure {
        case .unknownPlugin(let id): ProblemError(.notFound, code: "unknown_plugin", detail: "This host has not loaded a plugin \(id).")
        case .unknownSecret(let message): ProblemError(.notFound, code: "unknown_secret", detail: message)
        case .refused(let message): ProblemError(.conflict, code: "refused", detail: message)
        case .invalid(let message):
            ProblemError(.unprocessableContent, code: "invalid_secret", detail: message, fields: ["value": "1 to 16,384 bytes"])
        case .unavailable: .unavailable
        }
    }

    private static func describe(_ secret: SecretSummary) -> JSONValue {
        [
            "name": .string(secret.name), "description": .string(secret.description), "required": .bool(secret.isRequired),
            "scope": .string(secret.scope), "set": .bool(secret.source != nil),
            "source": secret.source.map { .string($0.rawValue) } ?? .null, "set_at": JSONAnswer.time(secret.setAt),
            "set_by": secret.setBy.map { .string($0) } ?? .null, "version": secret.version.map { .string($0) } ?? .null,
        ]
    }
}
