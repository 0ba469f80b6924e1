import Foundation
import HTTPTypes
import HostOperate
@testable import HostWeb
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

/// A server over memory, and how to talk to it.
struct TestSite: Sendable {
    let identity = MemoryIdentity()
    let host: MemoryHost
    let versions = MemoryVersions()
    let notary = MemoryNotary()
    let health = HealthState()
    let metrics = MetricsRegistry()
    let server: WebServer
    let lines: LineSink

    init(
        configure: (inout WebConfiguration) -> Void = { _ in },
        answer: @escaping @Sendable (String, PluginCall) async throws -> PluginAnswer = TestSite.answer
    ) throws {
        lines = LineSink()
        host = MemoryHost(bundleDirectory: Self.fixture("Sample.plugin"), answer: answer)
        var configuration = WebConfiguration(host: "127.0.0.1", port: 0, version: "0.0.0-test")
        configuration.rateLimits = nil
        configuration.resourcesDirectory = Self.resources
        configure(&configuration)
        health.set("database", .up)
        let sink = lines
        server = try WebServer(
            configuration,
            WebCollaborators(
                identity: identity, plugins: host, events: host, tenants: host, jobs: nil, usage: host, versions: versions,
                grants: versions, notary: notary, health: health, metrics: metrics,
                logger: Logger(label: "test") { JSONLogHandler(label: $0, sink: sink) }))
    }

    /// Runs `body` against the steps and routes, without sockets.
    func test(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        try await server.application().test(.router) { try await body($0) }
    }

    /// Signs in.
    /// - Returns: the fields that a browser would send from now on.
    func signIn(_ client: any TestClientProtocol, _ email: String) async throws -> HTTPFields {
        let response = try await client.execute(
            uri: "/api/v1/auth/login", method: .post, headers: [.contentType: "application/json"],
            body: ByteBuffer(string: "{\"email\":\"\(email)\",\"password\":\"\(MemoryIdentity.password)\"}"))
        let cookie = response.headers[.setCookie]!.split(separator: ";")[0]
        let token = try JSONReader.read(Array(response.body.readableBytesView))["csrf_token"]!.text!
        return [.cookie: String(cookie), .csrfToken: token]
    }

    static let answer: @Sendable (String, PluginCall) async throws -> PluginAnswer = { route, call in
        switch route {
        case "page":
            return PluginAnswer(
                content: .page(
                    template: "things",
                    data: ByteBuffer(
                        string: """
                            {"rate_ths": 28450.75, "count": 2, "remark": "<script>alert(1)</script>", "csrf_token": "stolen", "things": [
                            {"id": "1", "name": "<img src=x onerror=alert(1)>", "state": "fine", "rate": "98.6"},
                            {"id": "2", "name": "S19-0002", "state": "unreachable", "rate": null}]}
                            """), titleKey: "things.title"))
        case "create": return PluginAnswer(status: 201, content: .bytes(call.body))
        default:
            return PluginAnswer(content: .bytes(ByteBuffer(string: "{\"route\":\"\(route)\",\"parameters\":\(call.parameters)}")))
        }
    }

    static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    static func fixture(_ name: String) -> String { here.appendingPathComponent("Fixtures/\(name)").path }

    static var resources: String {
        here.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/Host/Web/Resources").path
    }
}

/// Keeps log lines.
final class LineSink: LogSink {
    private let kept = Mutex<[String]>([])
    func write(_ line: [UInt8]) { kept.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    var lines: [String] { kept.withLock { $0 } }
}
