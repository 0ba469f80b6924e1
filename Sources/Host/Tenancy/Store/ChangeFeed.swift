package import HostData
package import Logging
import PostgresClient
import Synchronization

/// Hears what any host changes and tells the parts of this one, in order.
///
/// Holds one session of the host's pool in LISTEN. A lost session is opened again with growing pauses, and
/// ``TenancyNotification/connected`` then tells the listeners to look at everything afresh.
package final class ChangeFeed: Sendable {
    /// Told of each notification; the next one waits until it returns.
    package typealias Listener = @Sendable (TenancyNotification) async -> Void

    private let database: Database
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var listeners: [Listener] = []
        var task: Task<Void, Never>?
        var isConnected = false
    }

    package init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// Whether changes made elsewhere arrive now.
    package var isConnected: Bool { state.withLock(\.isConnected) }

    /// Adds a listener; called one notification after the other, from the feed's task. Add before ``start()``.
    package func add(_ listener: @escaping Listener) { state.withLock { $0.listeners.append(listener) } }

    /// Begins to listen; further calls do nothing.
    package func start() {
        state.withLock { state in
            guard state.task == nil else { return }
            state.task = Task { await self.run() }
        }
    }

    /// Stops listening and waits until the last listener has returned.
    package func stop() async {
        let task = state.withLock { state in
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
        await task?.value
    }

    private func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await listen { failures = 0 }
                logger.warning("the session that listens for changes has ended; opening another")
            } catch is CancellationError {
                break
            } catch {
                if failures == 0 {
                    logger.warning("cannot listen for changes; serving the last known tenants", metadata: ["error": "\(error)"])
                }
            }
            state.withLock { $0.isConnected = false }
            failures += 1
            try? await Task.sleep(for: .milliseconds(min(50 << min(failures, 6), 2_000)))
        }
        state.withLock { $0.isConnected = false }
    }

    private func listen(connected: () -> Void) async throws {
        try await database.host.withSession { session in
            try await session.listen(TenancyNotification.channel)
            state.withLock { $0.isConnected = true }
            connected()
            await tell(.connected)
            for await notification in session.notifications {
                guard let notification = TenancyNotification(payload: notification.payload) else { continue }
                await tell(notification)
                try Task.checkCancellation()
            }
        }
        try Task.checkCancellation()
    }

    private func tell(_ notification: TenancyNotification) async {
        for listener in state.withLock(\.listeners) { await listener(notification) }
    }
}
