import Hummingbird

/// Steps around a responder: the first one is outermost.
struct ResponderChain: HTTPResponder {
    typealias Context = WebContext
    typealias Step = any MiddlewareProtocol<Request, Response, WebContext>

    private let first: @Sendable (Request, WebContext) async throws -> Response

    init(steps: [Step], last: any HTTPResponder<WebContext>) {
        var next: @Sendable (Request, WebContext) async throws -> Response = { try await last.respond(to: $0, context: $1) }
        for step in steps.reversed() { next = Self.wrap(step, next) }
        first = next
    }

    private static func wrap(
        _ step: Step, _ next: @escaping @Sendable (Request, WebContext) async throws -> Response
    ) -> @Sendable (Request, WebContext) async throws -> Response {
        { try await step.handle($0, context: $1, next: next) }
    }

    func respond(to request: Request, context: WebContext) async throws -> Response { try await first(request, context) }
}
