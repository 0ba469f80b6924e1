import Foundation
import HostOperate
import HTTPTypes
import Hummingbird
import NIOCore

/// Health and metrics, for load balancers and scrapers.
struct HealthEndpoints: Sendable {
    let health: HealthState
    let metrics: MetricsRegistry
    let version: String
    let readiness: ReadinessLog

    var routes: [HostRoute] {
        [
            HostRoute(
                .get, "/health", access: .open,
                documentation: RouteDocumentation(summary: "State of the host and its database", tag: "operate", answer: Schemas.health)
            ) { _, _ in overall() },
            HostRoute(
                .get, "/health/live", access: .open,
                documentation: RouteDocumentation(summary: "200 as long as the process answers", tag: "operate", answer: Schemas.health)
            ) { _, _ in JSONAnswer.response(["status": "ok"]) },
            HostRoute(
                .get, "/health/ready", access: .open,
                documentation: RouteDocumentation(
                    summary: "200 if traffic should come, else 503 with reasons", tag: "operate", answer: Schemas.health)
            ) { _, _ in ready() },
            HostRoute(
                .get, "/metrics", access: .open,
                documentation: RouteDocumentation(
                    summary: "Metrics in the Prometheus text format", tag: "operate", contentType: "text/plain", answer: ["type": "string"])
            ) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: MetricsRegistry.prometheusContentType],
                    body: .init(byteBuffer: ByteBuffer(string: metrics.prometheusText())))
            },
        ]
    }

    private func overall() -> Response {
        let report = reading()
        let status = report.isReady ? report.isFine ? "ok" : "degraded" : "unavailable"
        return JSONAnswer.response(
            [
                "status": .string(status), "database": .string(report.components["database"]?.word ?? "unknown"),
                "components": .object(report.components.mapValues { .string($0.word) }), "version": .string(version),
                "timestamp": JSONAnswer.time(Date()),
            ], status: report.isReady ? .ok : .serviceUnavailable)
    }

    private func reading() -> HealthReport {
        let report = health.report
        readiness.note(report)
        return report
    }

    private func ready() -> Response {
        let report = reading()
        return JSONAnswer.response(
            ["status": .string(report.isReady ? "ready" : "not_ready"), "reasons": .array(report.reasons.map { .string($0) })],
            status: report.isReady ? .ok : .serviceUnavailable)
    }
}
