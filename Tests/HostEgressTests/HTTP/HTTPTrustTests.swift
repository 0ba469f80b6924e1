import EventLoop
import Foundation
import TestSupport
import Testing

@testable import HostEgress

@Suite("Outgoing requests over TLS", .timeLimit(.minutes(3)))
struct HTTPTrustTests {
    private func code(_ engine: HTTPEngine, _ host: String, _ port: UInt16) async throws -> OutgoingError.Code? {
        let grant = HTTPGrant(hosts: [try #require(HostPattern("\(host):\(port)"))], networks: [try NetworkRange("127.0.0.0/8")])
        let pool = engine.pool(grant: grant, product: "test/1.0.0")
        let request = OutgoingRequest(
            .get, try CheckedURL("https://\(host):\(port)/"), connectTimeoutMilliseconds: 60_000,
            deadlineNanos: EventLoop.nowNanos() + 60_000_000_000)
        return await withCheckedContinuation { continuation in
            do throws(OutgoingError) {
                _ = try pool.start(request) { result, _ in
                    _ = pool
                    if case .failure(let error) = result {
                        continuation.resume(returning: error.code)
                    } else {
                        continuation.resume(returning: nil)
                    }
                }
            } catch {
                continuation.resume(returning: error.code)
            }
        }
    }

    @Test("A certificate counts if its authority is trusted and its name is the host's, and not else")
    func trust() async throws {
        // Its making waits for processes: on a thread of its own.
        let made = await withCheckedContinuation { continuation in
            Foundation.Thread.detachNewThread { continuation.resume(returning: Result { try SecureServer(name: "secure.example.org") }) }
        }
        let server = try made.get()
        defer { server.stop() }
        var options = HTTPEngineOptions()
        options.fixedNames = ["secure.example.org:\(server.port):127.0.0.1", "other.example.org:\(server.port):127.0.0.1"]
        let systems = try HTTPEngine(options: options)
        #expect(try await code(systems, "secure.example.org", server.port) == .notTrusted)
        options.certificateAuthorities = server.authority
        let trusting = try HTTPEngine(options: options)
        #expect(try await code(trusting, "secure.example.org", server.port) == nil)
        #expect(try await code(trusting, "other.example.org", server.port) == .notTrusted)
        #expect(try await code(trusting, "127.0.0.1", server.port) == .notTrusted)
    }
}
