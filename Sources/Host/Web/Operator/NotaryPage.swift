import HTTPTypes
import Hummingbird

/// The notary in the console: chain, account, queue, and the button that lets it go on.
struct NotaryPage: Sendable {
    let notary: any NotaryReporting
    let pages: PageRenderer

    var routes: [HostRoute] {
        let path = "/operator/notary"
        return [
            HostRoute(.get, path, access: .operatorMember(.guest)) { try await page($0, $1) },
            HostRoute(.get, path + "/resume", access: .operatorMember(.admin)) { try await ask($0, $1) },
            HostRoute(.post, path + "/resume", access: .operatorMember(.admin)) { try await resume($0, $1) },
        ]
    }

    private func page(_ request: Request, _ context: WebContext) async throws -> Response {
        let table = NotaryTable(
            report: try await notary.report(), catalogue: pages.catalogue(context),
            canResume: try context.requireSession().role >= .admin, places: try await notary.places())
        let template = ErrorAnswer.isFragment(request) ? "operator-notary-live" : "operator-notary"
        return try await pages.page(template, data: table.json, title: "notary.title", request: request, context: context)
    }

    private func ask(_ request: Request, _ context: WebContext, failure: ProblemError? = nil) async throws -> Response {
        let report = try await notary.report()
        let data: JSONValue = [
            "halted": report?.halted.map { .string($0) } ?? .null,
            "line": .string(
                pages.catalogue(context)["notary.resume_line1"].replacing("{{account}}", with: report?.account ?? "")),
            "failure": failure.map { .string($0.detail) } ?? .null, "is_dialog": .bool(ErrorAnswer.isFragment(request)),
        ]
        let status = ErrorAnswer.isFragment(request) ? .ok : failure?.status ?? .ok
        return try await pages.page(
            "operator-notary-resume", data: data, title: "notary.resume", status: status, request: request, context: context)
    }

    private func resume(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            try await notary.resume(by: context.requireSession(), requestId: context.requestId)
        } catch let error as TenancyFailure {
            return try await ask(request, context, failure: ProblemError(error))
        }
        guard ErrorAnswer.isFragment(request) else { return .seeOther("/operator/notary") }
        var response = try await page(request, context)
        response.headers[.htmxRetarget] = "#notary"
        response.headers[.htmxReswap] = "innerHTML"
        response.headers[.htmxTrigger] = "closeDialog"
        return response
    }
}
