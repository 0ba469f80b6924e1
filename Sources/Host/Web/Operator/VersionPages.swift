import HTTPTypes
import Hummingbird

/// A plugin's versions in the console: what is there, how its rollout stands, and the ways to go on; impact always first.
struct VersionPages: Sendable {
    let versions: any VersionAdministering
    let tenants: any TenantAdministering
    let pages: PageRenderer
    let bodyReader: BodyReader

    var routes: [HostRoute] {
        let path = "/operator/plugins/{plugin}"
        return [
            HostRoute(.get, path, access: .operatorMember(.guest)) { try await page($0, $1) },
            HostRoute(.get, path + "/upgrade", access: .operatorMember(.admin)) { try await choose($0, $1) },
            HostRoute(.post, path + "/upgrade", access: .operatorMember(.admin)) { try await upgrade($0, $1) },
            HostRoute(.get, path + "/finish", access: .operatorMember(.admin)) { try await ask(.finish, $0, $1) },
            HostRoute(.post, path + "/finish", access: .operatorMember(.admin)) { try await end(.finish, $0, $1) },
            HostRoute(.get, path + "/rollback", access: .operatorMember(.admin)) { try await ask(.rollback, $0, $1) },
            HostRoute(.post, path + "/rollback", access: .operatorMember(.admin)) { try await end(.rollback, $0, $1) },
        ]
    }

    private enum End: String {
        case finish, rollback
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        let found = try await find(context)
        let table = VersionTable(found: found, texts: texts(context), canChange: try context.requireSession().role >= .admin)
        let template = ErrorAnswer.isFragment(request) ? "operator-versions-live" : "operator-versions"
        return try await pages.page(template, data: table.json, title: "versions.title", request: request, context: context)
    }

    private func choose(_ request: Request, _ context: WebContext) async throws -> Response {
        let found = try await find(context)
        let version = FormBody(request.uri.query ?? "")["version"] ?? ""
        guard found.versions.contains(where: { $0.version == version }) else { throw ProblemError.notFound }
        let running = found.rollout.flatMap { $0.state == .running ? $0.share : nil }
        return try await dialog(found, version, share: running ?? .all, request, context)
    }

    private func upgrade(_ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        let found = try await find(context)
        let session = try context.requireSession()
        let known = try await tenants.tenants(visibleTo: session).filter { $0.kind != .operator }.map(\.id)
        let body = FormBody(try await bodyReader.read(&request))
        let form: UpgradeForm
        do throws(ProblemError) {
            form = try UpgradeForm(body, tenants: known)
        } catch {
            let version = body["version"] ?? ""
            guard found.versions.contains(where: { $0.version == version }) else { throw error }
            return try await dialog(found, version, share: .all, failure: error, request, context)
        }
        let wanted = UpgradeRequest(plugin: found.plugin, version: form.version, share: form.share, time: form.time)
        do {
            guard form.isConfirmed else {
                let forecast = try await versions.forecast(wanted)
                return try await dialog(found, form.version, share: form.share, time: form.time, forecast: forecast, request, context)
            }
            try await versions.upgrade(wanted, consentingTo: form.grants, by: session, requestId: context.requestId)
        } catch let error where error is VersionFailure || error is TenancyFailure {
            return try await dialog(found, form.version, share: form.share, time: form.time, failure: ProblemError(error), request, context)
        }
        return try await done(request, context)
    }

    private func ask(_ end: End, _ request: Request, _ context: WebContext, failure: ProblemError? = nil) async throws -> Response {
        let found = try await find(context)
        guard let rollout = found.rollout else { throw ProblemError.notFound }
        let texts = texts(context)
        let isPossible = end == .finish ? rollout.canFinish : rollout.canRollBack
        let values = ["from": rollout.from, "to": rollout.to]
        let data: JSONValue = [
            "plugin": .string(found.plugin), "name": .string(found.name), "from": .string(rollout.from), "to": .string(rollout.to),
            "action": .string(end.rawValue), "is_finish": .bool(end == .finish), "is_possible": .bool(isPossible),
            "failure": failure.map { .string($0.detail) } ?? .null, "is_dialog": .bool(ErrorAnswer.isFragment(request)),
            "migration_seconds": .int(MigrationTime.standard.seconds), "migration_seconds_max": .int(MigrationTime.range.upperBound),
            "heading": .string(texts.text(end.rawValue)), "button": .string(texts.text(end.rawValue)),
            "lines": .array((1...2).map { .string(texts.text("\(end.rawValue)_line\($0)", values)) }),
        ]
        return try await pages.page(
            "operator-rollout", data: data, title: "versions.title", status: status(failure, request), request: request, context: context)
    }

    private func end(_ end: End, _ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        let body = FormBody(try await bodyReader.read(&request))
        let (plugin, session) = (context.pathParameters["plugin"] ?? "", try context.requireSession())
        do {
            switch end {
            case .finish:
                try await versions.finish(
                    plugin: plugin, within: try MigrationTime(field: body["migration_seconds"]), by: session,
                    requestId: context.requestId)
            case .rollback:
                try await versions.rollBack(
                    plugin: plugin, reason: "asked for in the console", by: session, requestId: context.requestId)
            }
        } catch let error where error is VersionFailure || error is ProblemError {
            return try await ask(end, request, context, failure: ProblemError(error))
        }
        return try await done(request, context)
    }

    private func dialog(
        _ found: PluginVersions, _ version: String, share: UpgradeShare, time: MigrationTime = .standard, forecast: UpgradeForecast? = nil,
        failure: ProblemError? = nil,
        _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let texts = texts(context)
        let all = try await tenants.tenants(visibleTo: context.requireSession()).filter { $0.kind != .operator }
        let (percent, chosen): (Int, [String]) =
            switch share {
            case .all: (25, [])
            case .percent(let percent): (percent, [])
            case .tenants(let ids): (25, ids)
            }
        let isWidening = found.rollout.map { $0.state == .running && $0.to == version } ?? false
        let data: JSONValue = [
            "plugin": .string(found.plugin), "name": .string(found.name), "to": .string(version),
            "from": .string((isWidening ? found.rollout?.from : found.serving) ?? ""), "is_widening": .bool(isWidening),
            "is_dialog": .bool(ErrorAnswer.isFragment(request)), "failure": failure.map { .string($0.detail) } ?? .null,
            "is_all": .bool(share == .all), "is_percent": .bool({ if case .percent = share { true } else { false } }()),
            "is_tenants": .bool(!chosen.isEmpty), "percent": .int(percent), "chosen": .string(chosen.joined(separator: ",")),
            "share_text": .string(texts.share(share)), "migration_seconds": .int(time.seconds),
            "migration_seconds_max": .int(MigrationTime.range.upperBound), "has_impact": .bool(forecast != nil),
            "tenants": .array(
                all.map { ["id": .string($0.id), "name": .string($0.name), "is_chosen": .bool(chosen.contains($0.id))] }),
            "lines": .array(forecast.map(texts.lines) ?? []), "has_asks": .bool(forecast?.asks.isEmpty == false),
            "asks": .array((forecast?.asks ?? []).map { .string($0) }), "grants": .string((forecast?.asks ?? []).joined(separator: " ")),
        ]
        return try await pages.page(
            "operator-upgrade", data: data, title: "versions.upgrade", status: status(failure, request), request: request,
            context: context)
    }

    /// A dialog shows what went wrong within itself; its script only takes an answer of success.
    private func status(_ failure: ProblemError?, _ request: Request) -> HTTPResponse.Status {
        ErrorAnswer.isFragment(request) ? .ok : failure?.status ?? .ok
    }

    /// The page again: as a whole, or the part of it that an open dialog stands before.
    private func done(_ request: Request, _ context: WebContext) async throws -> Response {
        guard ErrorAnswer.isFragment(request) else { return .seeOther("/operator/plugins/\(context.pathParameters["plugin"] ?? "")") }
        var response = try await page(request, context)
        response.headers[.htmxRetarget] = "#versions"
        response.headers[.htmxReswap] = "innerHTML"
        response.headers[.htmxTrigger] = "closeDialog"
        return response
    }

    private func texts(_ context: WebContext) -> VersionTexts { VersionTexts(catalogue: pages.catalogue(context)) }

    private func find(_ context: WebContext) async throws -> PluginVersions {
        let id = context.pathParameters["plugin"] ?? ""
        guard let found = try await versions.versions(of: id) else { throw TenancyFailure.unknownPlugin(id) }
        return found
    }
}
