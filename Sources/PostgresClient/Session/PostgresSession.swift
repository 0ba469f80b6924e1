internal import EventLoop

/// A connection of one's own, inside `PostgresPool.withSession`. Calls run one after the other. Used later, it throws code `usage`.
///
/// Where a call takes no deadline it may run as long as the server lets it; cancelling the task cancels the statement. Every call throws
/// code `connection` once the connection is lost; the session does not reconnect, since its transaction is gone.
package final class PostgresSession: Sendable {
    /// Notifications as they come, for one reader; ends with the session or its connection. Of a reader that lags by more than 10,000 the
    /// oldest are dropped.
    package let notifications: AsyncStream<PostgresNotification>
    let loop: EventLoop
    /// Safe: touched on `loop` alone.
    nonisolated(unsafe) let core: SessionCore

    /// On the loop.
    init(_ connection: WireConnection, _ pool: PoolCore) {
        let (stream, continuation) = AsyncStream<PostgresNotification>.makeStream(bufferingPolicy: .bufferingNewest(10_000))
        notifications = stream
        loop = connection.loop
        core = SessionCore(connection, pool, continuation)
    }

    func end() {
        loop.execute { self.core.end() }
    }

    /// Runs one call on the loop and waits for it without holding a thread. A shielded one does not end with the task.
    func run<Value: Sendable>(
        deadlineNanos: UInt64?, isShielded: Bool = false,
        _ body: @escaping @Sendable (WireConnection, @escaping (Result<Value, PostgresError>) -> Void) -> Void
    ) async throws(PostgresError) -> Value {
        let operation = SessionOperation(deadlineNanos: deadlineNanos)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, PostgresError>, Never>) in
                let isTaken = loop.execute { self.core.perform(operation, completion: { continuation.resume(returning: $0) }, body) }
                if !isTaken { continuation.resume(returning: .failure(.poolClosed)) }
            }
        } onCancel: {
            guard !isShielded else { return }
            loop.execute { self.core.interrupt(operation, PostgresError(.cancelled, "the task was cancelled")) }
        }
        return try result.get()
    }
}
