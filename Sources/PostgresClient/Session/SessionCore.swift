internal import EventLoop

/// A lent connection and the calls on it, one after the other. Belongs to the pool's loop.
final class SessionCore {
    /// Well above what the way to the server takes.
    private static let cancelAgainNanos: UInt64 = 250_000_000

    let connection: WireConnection
    private let pool: PoolCore
    private let notifications: AsyncStream<PostgresNotification>.Continuation
    private var waiting = WireQueue<SessionOperation>()
    private var current: SessionOperation?
    /// A cancel request is on its way; the next call waits, or it might be hit.
    private var isCancelling = false
    private var isEnded = false
    private var closeReason: PostgresError?

    init(_ connection: WireConnection, _ pool: PoolCore, _ notifications: AsyncStream<PostgresNotification>.Continuation) {
        self.connection = connection
        self.pool = pool
        self.notifications = notifications
        connection.onNotification = { notifications.yield($0) }
        pool.sessions[ObjectIdentifier(connection)] = self
    }

    /// Queues a call; `completion` is called once, on the loop.
    func perform<Value>(
        _ operation: SessionOperation, completion: @escaping (Result<Value, PostgresError>) -> Void,
        _ body: @escaping (WireConnection, @escaping (Result<Value, PostgresError>) -> Void) -> Void
    ) {
        operation.fail = { completion(.failure($0)) }
        operation.run = { [self] connection in
            body(connection) { [self] result in
                finished(operation)
                if case .failure(let error) = result, let interruption = operation.interruption,
                    error.sqlState == "57014" || error.code == .connection
                {
                    completion(.failure(interruption))
                } else {
                    completion(result)
                }
            }
        }
        if isEnded { return operation.fail(PostgresError(.usage, "the session has ended; do not keep it beyond withSession")) }
        if let interruption = operation.interruption { return operation.fail(interruption) }
        waiting.append(operation)
        next()
    }

    /// Ends a call early, wherever it is.
    func interrupt(_ operation: SessionOperation, _ error: PostgresError) {
        guard operation.interruption == nil else { return }
        operation.interruption = error
        guard current === operation else {
            let count = waiting.count
            waiting.removeAll { $0 === operation }
            if waiting.count < count { operation.fail(error) }
            return
        }
        cancel(operation)
        connection.loop.schedule(atNanos: EventLoop.nowNanos() + PoolCore.patienceNanos) { [box = LoopBox(self), operation] in
            guard box.value.current === operation else { return }
            box.value.connection.close(PostgresError(.connection, "the server did not answer in time"), lost: true)
        }
    }

    /// Asks the server to end the call that is under way, again and again while it goes on: a request that comes before the server has begun
    /// the statement, since it still prepares it or another process has its processor, ends nothing.
    private func cancel(_ operation: SessionOperation) {
        isCancelling = true
        connection.sendCancel { [loop = connection.loop, box = LoopBox(self), operation] in
            loop.execute {
                box.value.isCancelling = false
                guard box.value.current === operation else { return box.value.next() }
                loop.schedule(atNanos: EventLoop.nowNanos() + Self.cancelAgainNanos) {
                    if box.value.current === operation { box.value.cancel(operation) }
                }
            }
        }
    }

    /// The user is done: nothing may be under way any more, and the connection goes back.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        notifications.finish()
        while let operation = waiting.popFirst() { operation.fail(PostgresError(.usage, "the session has ended")) }
        if current != nil {
            connection.sendCancel()
            connection.close(PostgresError(.usage, "the session ended while a call was under way"), lost: false)
        } else {
            pool.giveBack(connection)
        }
    }

    func connectionClosed(_ error: PostgresError) {
        closeReason = error
        notifications.finish()
    }

    private func next() {
        guard current == nil, !isCancelling, let operation = waiting.popFirst() else { return }
        guard connection.isReady else {
            var error = closeReason ?? PostgresError(.connection, "the connection was lost")
            if error.code != .closed { error.code = .connection }
            operation.fail(error)
            return next()
        }
        current = operation
        if let deadlineNanos = operation.deadlineNanos {
            connection.loop.schedule(atNanos: deadlineNanos) { [box = LoopBox(self), operation] in
                guard box.value.current === operation else { return }
                box.value.interrupt(operation, PostgresError(.timeout, "the statement did not end before its deadline"))
            }
        }
        operation.run(connection)
    }

    private func finished(_ operation: SessionOperation) {
        guard current === operation else { return }
        current = nil
        guard !waiting.isEmpty else { return }
        connection.loop.execute { [box = LoopBox(self)] in box.value.next() }
    }
}
