import HTTPTypes
import HostOperate
import Hummingbird
import Logging

/// One log line and one observation a request, by the route's pattern, never by the path.
struct AccessLogStep: MiddlewareProtocol {
    private let logger: Logger
    private let duration: MetricFamily<Histogram>
    private let active: Gauge

    init(logger: Logger, metrics: MetricsRegistry) throws {
        self.logger = logger
        duration = try metrics.histogram(
            "http_server_request_duration_seconds", help: "Time from a request's head to its answer's head.",
            labels: ["http_request_method", "http_route", "http_response_status_code"], bounds: Histogram.requestDurationSeconds)
        active = try metrics.gauge("http_server_active_requests", help: "Requests that are being answered.").with()
    }

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        active.add(1)
        defer { active.add(-1) }
        let response = try await next(request, context)
        let elapsed = start.duration(to: .now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let route = context.endpointPath ?? "unmatched"
        duration.with(Self.method(request.method), route, String(response.status.code)).observe(seconds)
        log(request, response, context, route: route, seconds: seconds)
        return response
    }

    private func log(_ request: Request, _ response: Response, _ context: WebContext, route: String, seconds: Double) {
        let level: Logger.Level =
            // A probe that is told 503 is no failed request: the change of readiness has a line of its own.
            route.hasPrefix("/health") || route == "/static/{file}" && response.status.code < 500
            ? .debug : response.status.code >= 500 ? .error : .info
        guard logger.logLevel <= level else { return }
        var fields: Logger.Metadata = [
            "request_id": .string(context.requestId), "method": .string(request.method.rawValue), "path": .string(request.uri.path),
            "route": .string(route), "status": .stringConvertible(response.status.code),
            "duration_ms": .stringConvertible((seconds * 100_000).rounded() / 100), "client": .string(context.clientAddress),
        ]
        if let bytes = response.body.contentLength { fields["bytes"] = .stringConvertible(bytes) }
        if let who = context.notes.tenantAndMember {
            fields["tenant"] = .string(who.tenant)
            fields["member"] = .string(who.member)
        }
        logger.log(level: level, "request", metadata: fields)
    }

    /// Unknown methods share one label value.
    private static func method(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
        default: "_OTHER"
        }
    }
}
