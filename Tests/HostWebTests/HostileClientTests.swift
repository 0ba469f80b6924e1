import Foundation
import Glibc
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import HostWeb

@Suite struct HostileClientTests {
    /// Sends pieces over a plain connection, then reads until the other end closes.
    private func exchange(_ port: Int, _ pieces: [String], pause: Duration = .zero) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
            channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
        }
        return try await channel.executeThenClose { inbound, outbound in
            async let sending: Void = {
                for piece in pieces {
                    try? await outbound.write(ByteBuffer(string: piece))
                    try? await Task.sleep(for: pause)
                }
            }()
            var text = ""
            do { for try await buffer in inbound { text += String(buffer: buffer) } } catch {}
            await sending
            return text
        }
    }

    private func serve(_ configure: (inout WebConfiguration) -> Void, _ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        let site = try TestSite(configure: configure)
        try await site.server.application().test(.live) { client in try await body(try #require(client.port)) }
    }

    @Test("Heads that are no HTTP or too large are refused and the connection closed")
    func badHeads() async throws {
        try await serve({ $0.maximumHeaderBytes = 4_096 }) { port in
            for head in [
                "\u{16}\u{3}\u{1}garbage\r\n\r\n", "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(String(repeating: "x", count: 10_000))\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ] {
                let answer = try await exchange(port, [head])
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
            }
            #expect(
                try await exchange(port, ["GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("A body that is too large by its chunks is 413, and the connection ends")
    func endlessBody() async throws {
        try await serve({ $0.maximumBodyBytes = 1_000 }) { port in
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "400\r\n" + String(repeating: " ", count: 1_024) + "\r\n"
            let answer = try await exchange(port, [head] + Array(repeating: chunk, count: 200))
            #expect(answer.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test("Chunks that are no chunks are the client's fault, and end the connection", arguments: ["-1", "zz", "ffffffffffffffffff"])
    func brokenChunks(_ size: String) async throws {
        try await serve({ _ in }) { port in
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await exchange(port, [head, "\(size)\r\nabc\r\n0\r\n\r\n"], pause: .milliseconds(50))
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
        }
    }

    @Test("A client that drips its head or its body is cut off")
    func drip() async throws {
        try await serve({
            $0.readTimeoutSeconds = 1
            $0.bodyTimeoutSeconds = 1
        }) { port in
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
            let body = try await exchange(port, [head] + Array(repeating: " ", count: 30), pause: .milliseconds(100))
            #expect(body.hasPrefix("HTTP/1.1 408"))
            _ = try await exchange(port, "GET / HTTP/1.1\r\nHost: a\r\nX: ".map { String($0) }, pause: .milliseconds(60))
        }
    }
}

@Suite struct StartTests {
    @Test("A port that is taken is named, with what to do")
    func portTaken() async throws {
        let first = try TestSite()
        try await first.server.application().test(.live) { client in
            let port = try #require(client.port)
            let second = try TestSite { $0.port = port }
            do {
                try await second.server.application().run()
                Issue.record("two servers on one port")
            } catch {
                let told = try #require(WebServerError(starting: error, host: "127.0.0.1", port: port))
                #expect(told.code == .cannotListen)
                #expect(told.message.contains("127.0.0.1:\(port): another program listens there"))
            }
        }
    }
}
