import Hummingbird
import NIOCore

/// One open stream: events as they come, a comment as heartbeat, an end when the session ends, the host stops or the client goes.
struct EventStream: Sendable {
    /// What may happen while the stream is open.
    enum Signal: Sendable {
        case event(LiveEvent)
        case heartbeat
    }

    let session: MemberSession
    let token: String
    let filter: EventFilter
    let identity: any SessionAuthenticating
    let heartbeat: Duration
    let signals: AsyncStream<Signal>
    let signal: AsyncStream<Signal>.Continuation

    /// Returns when the stream is over.
    /// - Throws: if the client is gone.
    func run(_ subscription: AsyncStream<LiveEvent>, writer: inout any ResponseBodyWriter) async throws {
        let events = Task { [signal] in
            for await event in subscription { signal.yield(.event(event)) }
            signal.finish()
        }
        let beats = Task { [signal, heartbeat] in
            while !Task.isCancelled {
                try await Task.sleep(for: heartbeat)
                signal.yield(.heartbeat)
            }
        }
        defer {
            events.cancel()
            beats.cancel()
        }
        try await Self.write(.retry(milliseconds: 2_000), &writer)
        try await Self.write(.comment("open"), &writer)
        for await next in signals {
            switch next {
            case .event(let event):
                guard filter.passes(event) else { continue }
                if event.topic == HostTopic.sessionEnded {
                    if try await isOver() { return try await Self.write(Self.ended, &writer) }
                    continue
                }
                try await Self.write(.event(name: event.topic, data: event.json), &writer)
            case .heartbeat:
                if try await isOver() { return try await Self.write(Self.ended, &writer) }
                try await Self.write(.comment("alive"), &writer)
            }
        }
    }

    private static let ended = ServerSentEvent.event(name: HostTopic.sessionEnded, data: "{}")

    /// Whether the session is gone; a database that is away ends no session.
    private func isOver() async throws -> Bool {
        do {
            return try await identity.session(token: token) == nil
        } catch is LoginFailure {
            return false
        }
    }

    private static func write(_ event: ServerSentEvent, _ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: event.text))
    }
}
