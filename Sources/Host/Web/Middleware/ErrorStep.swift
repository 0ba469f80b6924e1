import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into an answer: a page for browsers, a problem for programs. The cause goes to the log, never out.
struct ErrorStep: MiddlewareProtocol {
    let pages: PageRenderer
    let logger: Logger

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = ProblemError(error)
            if problem.status.code >= 500 {
                logger.error(
                    "request failed", error: error,
                    metadata: ["request_id": .string(context.requestId), "code": .string(problem.code), "path": .string(request.uri.path)])
            }
            return await ErrorAnswer(pages: pages).respond(problem, request: request, context: context)
        }
    }
}
