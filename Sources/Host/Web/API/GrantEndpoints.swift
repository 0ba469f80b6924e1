import HTTPTypes
import Hummingbird

/// What a plugin may use, and taking that back, as JSON. For the operator.
struct GrantEndpoints: Sendable {
    let grants: any GrantAdministering
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        let path = "/api/v1/plugins/{plugin}/grants"
        return [
            HostRoute(
                .get, path, access: .operatorMember(.guest),
                documentation: RouteDocumentation(
                    summary: "What a plugin asks for, and who consented to what", tag: "plugins", answer: Schemas.grants)
            ) { _, context in JSONAnswer.response(try await standing(context)) },
            HostRoute(
                .post, path + "/withdraw", access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Take consent back", tag: "plugins", body: Schemas.withdrawal, answer: Schemas.grants)
            ) { try await withdraw($0, $1) },
        ]
    }

    private func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try await JSONBody.read(request, with: bodyReader)
        guard case .array(let items)? = body["grants"], !items.isEmpty, items.count <= 1_000, items.allSatisfy({ $0.text != nil }) else {
            throw ProblemError(
                .badRequest, code: "invalid_body", detail: "grants must be a list of texts, as 'granted' gives them.",
                fields: ["grants": "a list of texts"])
        }
        try await grants.withdraw(
            Set(items.compactMap(\.text)), plugin: context.pathParameters["plugin"] ?? "", by: context.requireSession(),
            requestId: context.requestId)
        return JSONAnswer.response(try await standing(context))
    }

    private func standing(_ context: WebContext) async throws -> JSONValue {
        let plugin = context.pathParameters["plugin"] ?? ""
        guard let found = try await grants.grants(of: plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        return [
            "plugin": .string(found.plugin), "version": .string(found.version), "asks": texts(found.asks),
            "granted": texts(found.granted), "missing": texts(found.missing), "withdrawn": texts(found.withdrawn),
            "consents": .array(
                found.consents.map {
                    [
                        "version": .string($0.version), "grants": texts($0.grants), "withdrawn": texts($0.withdrawn),
                        "given_by": .string($0.givenBy), "given_at": JSONAnswer.time($0.givenAt),
                    ]
                }),
        ]
    }
}
