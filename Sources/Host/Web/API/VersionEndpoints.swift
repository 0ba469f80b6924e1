import HTTPTypes
import Hummingbird
import NIOCore

/// The version of a plugin as JSON: what is there, the upgrade, its end and its way back. For the operator.
struct VersionEndpoints: Sendable {
    let versions: any VersionAdministering
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        let path = "/api/v1/plugins/{plugin}/version"
        return [
            HostRoute(
                .get, path, access: .operatorMember(.guest),
                documentation: RouteDocumentation(
                    summary: "A plugin's versions, and how its upgrade stands on each host", tag: "plugins", answer: Schemas.versions)
            ) { _, context in JSONAnswer.response(try await state(context)) },
            HostRoute(
                .put, path, access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Bring tenants to a version; dry_run only says what that means", tag: "plugins", body: Schemas.upgrade,
                    answer: ["oneOf": [Schemas.versions, Schemas.forecast]])
            ) { try await put($0, $1) },
            HostRoute(
                .post, path + "/finish", access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "End an upgrade that everybody has followed; no way back", tag: "plugins", body: Schemas.finish,
                    answer: Schemas.versions)
            ) { try await finish($0, $1) },
            HostRoute(
                .post, path + "/rollback", access: .operatorMember(.admin),
                documentation: RouteDocumentation(
                    summary: "Give everybody the old version again", tag: "plugins", body: Schemas.rollback, answer: Schemas.versions)
            ) { try await rollBack($0, $1) },
        ]
    }

    private func put(_ request: Request, _ context: WebContext) async throws -> Response {
        let body = try UpgradeBody(try await JSONBody.read(request, with: bodyReader))
        let wanted = UpgradeRequest(plugin: Self.plugin(context), version: body.version, share: body.share, time: body.time)
        if body.isDryRun { return JSONAnswer.response(VersionAnswer.describe(try await versions.forecast(wanted))) }
        try await versions.upgrade(
            wanted, consentingTo: body.grants, by: context.requireSession(), requestId: context.requestId)
        return JSONAnswer.response(try await state(context))
    }

    private func finish(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        var time = MigrationTime.standard
        if try await bodyReader.read(&request).readableBytes > 0 {
            let body = try await JSONBody.read(request, with: bodyReader)
            guard case .object(let members) = body, members.keys.allSatisfy({ $0 == "migration_seconds" }) else {
                throw ProblemError(
                    .badRequest, code: "invalid_body", detail: "The body: expected a JSON object with migration_seconds, or nothing.")
            }
            time = try MigrationTime(member: members["migration_seconds"])
        }
        try await versions.finish(
            plugin: Self.plugin(context), within: time, by: context.requireSession(), requestId: context.requestId)
        return JSONAnswer.response(try await state(context))
    }

    private func rollBack(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        var reason = "asked for over the API"
        if try await bodyReader.read(&request).readableBytes > 0 {
            let body = try await JSONBody.read(request, with: bodyReader)
            if let given = body["reason"] {
                guard let text = given.text, !text.isEmpty, text.utf8.count <= 1_000 else {
                    throw ProblemError(
                        .badRequest, code: "invalid_body", detail: "reason: expected a text of at most 1000 bytes.",
                        fields: ["reason": "a text of at most 1000 bytes"])
                }
                reason = text
            }
        }
        try await versions.rollBack(
            plugin: Self.plugin(context), reason: reason, by: context.requireSession(), requestId: context.requestId)
        return JSONAnswer.response(try await state(context))
    }

    private func state(_ context: WebContext) async throws -> JSONValue {
        let plugin = Self.plugin(context)
        guard let found = try await versions.versions(of: plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        return VersionAnswer.describe(found)
    }

    private static func plugin(_ context: WebContext) -> String { context.pathParameters["plugin"] ?? "" }
}
