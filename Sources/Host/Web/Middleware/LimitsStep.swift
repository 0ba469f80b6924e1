import HTTPTypes
import Hummingbird

/// Refuses what is too much before anything is looked up: rates by address, and bodies that say that they are too large.
struct LimitsStep: MiddlewareProtocol {
    private let maximumBodyBytes: Int
    private let api: RateLimiter?
    private let login: RateLimiter?
    private let nowNanos: @Sendable () -> UInt64

    init(configuration: WebConfiguration, nowNanos: @escaping @Sendable () -> UInt64) {
        maximumBodyBytes = configuration.maximumBodyBytes
        api = configuration.rateLimits.map { RateLimiter(limit: $0.api) }
        login = configuration.rateLimits.map { RateLimiter(limit: $0.login) }
        self.nowNanos = nowNanos
    }

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        if let limiter = limiter(for: request), let seconds = limiter.take(address: context.clientAddress, nowNanos: nowNanos()) {
            throw ProblemError.rateLimited(retryAfterSeconds: seconds)
        }
        if let length = request.headers[.contentLength].flatMap(Int.init), length > maximumBodyBytes {
            throw ProblemError.tooLarge(limitBytes: maximumBodyBytes)
        }
        return try await next(request, context)
    }

    private func limiter(for request: Request) -> RateLimiter? {
        // Decoded: an escape in the path must not lead around the limit.
        let path = PercentCoding.decode(request.uri.path) ?? request.uri.path
        if request.method == .post, path == "/login" || path == "/api/v1/auth/login" { return login }
        return path.hasPrefix("/api/") ? api : nil
    }
}
