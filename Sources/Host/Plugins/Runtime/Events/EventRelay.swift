package import HostData
package import Logging
import PostgresClient
import Synchronization

/// Carries events between the hosts of one database by NOTIFY: those of a short while go together.
package final class EventRelay: Sendable {
    private static let channel = "hashinsight_events"
    private static let pauseNanos: UInt64 = 20_000_000
    /// Events that wait while the database is away or slow; the oldest go.
    private static let maximumWaiting = 1_024
    private static let notify = Statement("SELECT pg_notify('\(channel)', $1)")

    private struct State {
        var waiting: [HostEvent] = []
        var isSending = false
        var reader: Task<Void, Never>?
    }

    private let bus: EventBus
    private let database: Database
    private let logger: Logger
    /// Tells this process's own notifications apart.
    private let origin = String(UInt64.random(in: 1...UInt64.max), radix: 36)
    private let state = Mutex(State())

    package init(bus: EventBus, database: Database, logger: Logger) {
        self.bus = bus
        self.database = database
        self.logger = logger
    }

    /// Begins to carry, both ways.
    package func start() {
        bus.relay { [self] event in enqueue(event) }
        let reader = Task { await self.read() }
        state.withLock { $0.reader = reader }
    }

    /// Ends; events published after stay in this process.
    package func stop() {
        bus.relay(nil)
        state.withLock { $0.reader.take() }?.cancel()
    }

    private func enqueue(_ event: HostEvent) {
        let mustSend = state.withLock { state in
            if state.waiting.count >= Self.maximumWaiting { state.waiting.removeFirst() }
            state.waiting.append(event)
            defer { state.isSending = true }
            return !state.isSending
        }
        if mustSend { Task { await self.send() } }
    }

    private func send() async {
        while true {
            try? await Task.sleep(nanoseconds: Self.pauseNanos)
            let events = state.withLock { state in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isSending = false }
                return state.waiting
            }
            if events.isEmpty { return }
            do {
                let statements = EventPacket.texts(events, origin: origin).map { (Self.notify, [PostgresValue.text($0)]) }
                for start in stride(from: 0, to: statements.count, by: 64) {
                    _ = try await database.host.execute(Array(statements[start..<min(start + 64, statements.count)]))
                }
            } catch {
                logger.debug("\(events.count) events did not reach the other hosts: \(error)")
            }
        }
    }

    private func read() async {
        while !Task.isCancelled {
            do {
                try await database.host.withSession { session in
                    try await session.listen(Self.channel)
                    for await notification in session.notifications where notification.channel == Self.channel {
                        guard let events = EventPacket.events(notification.payload, except: origin) else { continue }
                        for event in events { bus.deliver(event) }
                    }
                }
            } catch {
                logger.debug("events of other hosts do not arrive for now: \(error)")
            }
            try? await Task.sleep(nanoseconds: 1_000_000_000)
        }
    }
}
