package import EventLoop

/// Connections to one database as one role: a few shared, pipelined ones for short requests and some that are lent as a session.
///
/// All connections of a pool live on one event loop. No thread waits on a socket; every call may come from any thread. A pool that cannot
/// connect keeps trying, with growing pauses; what waits meanwhile fails with code `connection` at its deadline. Nothing that has been sent
/// is ever sent again, but for what has done nothing: a statement whose plan was stale, and an owner's request that was undone because it held
/// up others' on a shared connection. Owners take turns where they wait, and none holds more than its share. A pool must be closed before its loops.
package final class PostgresPool: Sendable {
    private let loop: EventLoop
    private let defaultDeadlineNanos: UInt64
    /// Safe: touched on `loop` alone.
    private nonisolated(unsafe) let core: PoolCore

    /// Starts connecting at once, in the background. `onEvent` is called on the loop and must not block.
    package init(
        _ configuration: PostgresConfiguration, options: PostgresPoolOptions = PostgresPoolOptions(), loops: EventLoopGroup,
        onEvent: @escaping @Sendable (PostgresPoolEvent) -> Void = { _ in }
    ) {
        loop = loops.next()
        defaultDeadlineNanos = options.defaultDeadlineNanos
        core = PoolCore(configuration, options, loop, onEvent)
        loop.execute { self.core.begin() }
    }

    /// Executes a request on a shared connection; one known to be slow or large on a connection of its own.
    ///
    /// `completion` is called once, on the pool's loop, and must not block; once the loop has ended, here and with code `closed`.
    @discardableResult
    package func start(
        _ request: PostgresRequest, completion: @escaping @Sendable (Result<[QueryResult], PostgresError>) -> Void
    ) -> PostgresRequestID {
        let pending = pending(request, completion)
        if !loop.execute({ self.core.start(pending) }) { completion(.failure(.poolClosed)) }
        return PostgresRequestID(request: pending)
    }

    /// Asks to end a request early: one not sent is dropped; one under way on a shared connection runs on and its result is discarded.
    package func cancel(_ id: PostgresRequestID) {
        loop.execute { self.core.cancel(id.request) }
    }

    /// Executes statements as one implicit transaction in one round trip; a result for each. Ends early when the task is cancelled.
    package func execute(
        _ statements: [(Statement, [PostgresValue])], limits: ResultLimits = .standard, deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> [QueryResult] {
        try await execute(
            PostgresRequest(statements.map { .init($0.0, .values($0.1)) }, limits: limits, deadlineNanos: deadlineNanos))
    }

    /// As above, with all that a request can say.
    package func execute(_ request: PostgresRequest) async throws(PostgresError) -> [QueryResult] {
        let relay = ResultRelay<[QueryResult]>()
        let pending = pending(request) { relay.finish($0) }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isTaken = loop.execute {
                    relay.wait(continuation)
                    self.core.start(pending)
                }
                if !isTaken { continuation.resume(returning: .failure(.poolClosed)) }
            }
        } onCancel: {
            loop.execute { self.core.cancel(pending) }
        }.get()
    }

    /// Executes one statement and returns its rows.
    package func query(_ statement: Statement, _ parameters: PostgresValue...) async throws(PostgresError) -> RowBatch {
        try await execute([(statement, parameters)])[0].rows
    }

    /// Lends a connection of one's own: transactions, COPY, LISTEN, scripts. It goes back clean when `body` ends.
    ///
    /// `deadlineNanos` is for the wait alone (nil: the pool's default); `owner` is whose turn it takes. Throws what `body` throws, and `PostgresError` with code
    /// `connection`, `poolExhausted`, `cancelled` or `closed` when there is no connection.
    package func withSession<Value: Sendable>(
        deadlineNanos: UInt64? = nil, owner: Int64? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (PostgresSession) async throws -> Value
    ) async throws -> Value {
        let session = try await lend(deadlineNanos ?? EventLoop.nowNanos() + defaultDeadlineNanos, owner)
        defer { session.end() }
        return try await body(session)
    }

    /// Counts at this moment.
    package func status() async -> PostgresPoolStatus {
        await withCheckedContinuation { continuation in
            let isTaken = loop.execute { continuation.resume(returning: self.core.currentStatus()) }
            if !isTaken { continuation.resume(returning: PostgresPoolStatus()) }
        }
    }

    /// Ends everything: what waits or is under way fails with code `closed`. Returns when the last connection is closed.
    package func close() async {
        await withCheckedContinuation { continuation in
            let isTaken = loop.execute {
                self.core.close()
                continuation.resume()
            }
            if !isTaken { continuation.resume() }
        }
    }

    private func pending(
        _ request: PostgresRequest, _ completion: @escaping @Sendable (Result<[QueryResult], PostgresError>) -> Void
    ) -> PendingRequest {
        let nowNanos = EventLoop.nowNanos()
        return PendingRequest(
            request, deadlineNanos: request.deadlineNanos ?? nowNanos + defaultDeadlineNanos, nowNanos: nowNanos, completion: completion)
    }

    private func lend(_ deadlineNanos: UInt64, _ owner: Int64?) async throws(PostgresError) -> PostgresSession {
        let ticket = LendTicket()
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<PostgresSession, PostgresError>, Never>) in
                let isTaken = loop.execute {
                    guard !ticket.isCancelled else {
                        return continuation.resume(returning: .failure(PostgresError(.cancelled, "the task was cancelled")))
                    }
                    ticket.waiter = self.core.lend(deadlineNanos: deadlineNanos, owner: owner) { result in
                        continuation.resume(returning: result.map { PostgresSession($0, self.core) })
                    }
                }
                if !isTaken { continuation.resume(returning: .failure(.poolClosed)) }
            }
        } onCancel: {
            loop.execute {
                ticket.isCancelled = true
                ticket.waiter?.finish(.failure(PostgresError(.cancelled, "the task was cancelled")))
            }
        }.get()
    }
}
