import Glibc
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import HostWeb

@Suite("A client that goes away ends the plugin's call", .timeLimit(.minutes(5)))
struct ClientGoneTests {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// How a client leaves.
    enum Leave: CaseIterable { case close, closeOwnHalf, reset }

    private func connect(_ port: Int) async throws -> Connection {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try Connection(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
    }

    private func request(_ path: String, _ cookie: String) -> ByteBuffer {
        ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n")
    }

    /// Closed with no time to linger, the kernel sends RST.
    private func resetWhenClosed(_ connection: Connection) async throws {
        let options = try #require(connection.channel as? any SocketOptionProvider)
        try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }

    @Test("Over a socket: the call is cancelled however the client leaves, and the log says 499", arguments: Leave.allCases)
    func leaves(_ leave: Leave) async throws {
        let started = Box<Bool>()
        let cancelled = Box<Bool>()
        let site = try TestSite(answer: { _, _ in
            started.set(true)
            try await withTaskCancellationHandler {
                try await Task.sleep(for: .seconds(3_600))
            } onCancel: {
                cancelled.set(true)
            }
            return PluginAnswer(content: .bytes(ByteBuffer()))
        })
        try await site.server.application().test(.live) { client in
            let cookie = try #require(try await site.signIn(client, "alpha@demo.test")[.cookie])
            let connection = try await connect(try #require(client.port))
            try await connection.executeThenClose { inbound, outbound in
                try await outbound.write(request("/api/v1/sample/things", cookie))
                while started.value == nil { try await Task.sleep(for: .milliseconds(5)) }
                #expect(cancelled.value == nil)
                switch leave {
                case .close: return
                case .reset: try await resetWhenClosed(connection)
                case .closeOwnHalf:
                    outbound.finish()
                    var text = ""
                    for try await buffer in inbound { text += String(buffer: buffer) }
                    #expect(text.hasPrefix("HTTP/1.1 499"))
                }
            }
            while cancelled.value == nil { try await Task.sleep(for: .milliseconds(5)) }
            while !site.lines.lines.contains(where: { $0.contains("\"status\":499") }) { try await Task.sleep(for: .milliseconds(5)) }
        }
        #expect(!site.lines.lines.contains { $0.contains("\"level\":\"error\"") })
    }

    @Test("A stream whose client goes leaves its place at once, not with the next heartbeat", arguments: Leave.allCases)
    func stream(_ leave: Leave) async throws {
        let site = try TestSite { $0.heartbeatSeconds = 3_600 }
        try await site.server.application().test(.live) { client in
            let cookie = try #require(try await site.signIn(client, "alpha@demo.test")[.cookie])
            let connection = try await connect(try #require(client.port))
            try await connection.executeThenClose { _, outbound in
                try await outbound.write(request("/events?topics=sample.*", cookie))
                while site.host.subscriberCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
                switch leave {
                case .close: return
                case .reset: try await resetWhenClosed(connection)
                case .closeOwnHalf:
                    outbound.finish()
                    while site.host.subscriberCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
                }
            }
            while site.host.subscriberCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("A client that stays gets every answer on one connection")
    func stays() async throws {
        let site = try TestSite()
        try await site.server.application().test(.live) { client in
            let cookie = try #require(try await site.signIn(client, "alpha@demo.test")[.cookie])
            let connection = try await connect(try #require(client.port))
            try await connection.executeThenClose { inbound, outbound in
                var iterator = inbound.makeAsyncIterator()
                for number in 0..<3 {
                    try await outbound.write(request("/api/v1/sample/things/\(number)", cookie))
                    var text = ""
                    while !text.hasSuffix("}"), let buffer = try await iterator.next() { text += String(buffer: buffer) }
                    #expect(text.hasPrefix("HTTP/1.1 200") && text.hasSuffix("\"parameters\":[\"\(number)\"]}"))
                }
            }
        }
    }
}
