internal import EventLoop

extension PoolCore {
    /// Lends a connection to one user alone; `giveBack` returns it.
    @discardableResult
    func lend(
        deadlineNanos: UInt64, owner: Int64? = nil, completion: @escaping (Result<WireConnection, PostgresError>) -> Void
    ) -> SessionWaiter {
        let waiter = SessionWaiter(deadlineNanos: deadlineNanos, owner: owner, completion: completion)
        if isClosed {
            waiter.finish(.failure(.poolClosed))
        } else if waitingSessions.count >= options.maximumWaiting {
            waiter.finish(.failure(PostgresError(.poolExhausted, "\(waitingSessions.count) sessions wait already; try again later")))
        } else {
            watch(deadlineNanos)
            waitingSessions.append(waiter, of: owner)
            pumpSessions()
        }
        return waiter
    }

    func pumpSessions() {
        while !idle.isEmpty, let waiter = waitingSessions.next(where: { exclusiveShare.room($0) > 0 }) {
            guard !waiter.isDone, let connection = idle.popLast() else { continue }
            exclusiveShare.take(waiter.owner)
            takenFor[ObjectIdentifier(connection)] = .some(waiter.owner)
            checkOut(connection, waiter)
        }
        let connecting = exclusive.count { $0.phase == .connecting }
        let wanted = waitingSessions.count(room: exclusiveShare.room)
        guard wanted > connecting, exclusive.count < exclusiveLimit else { return }
        for _ in 0..<min(wanted - connecting, exclusiveLimit - exclusive.count) { open(.exclusive) }
    }

    /// A connection idle for long is asked for a sign of life first.
    private func checkOut(_ connection: WireConnection, _ waiter: SessionWaiter) {
        guard EventLoop.nowNanos() - connection.idleSinceNanos > options.healthCheckAfterNanos else {
            return waiter.finish(.success(connection))
        }
        let limit = loop.schedule(atNanos: min(waiter.deadlineNanos, EventLoop.nowNanos() + 2_000_000_000)) { [box = LoopBox(connection)] in
            box.value.close(PostgresError(.connection, "the server gave no sign of life"), lost: true)
        }
        connection.sendPlain([]) { [unowned self] error in
            loop.cancel(limit)
            if error == nil, !waiter.isDone, !isClosed { return waiter.finish(.success(connection)) }
            if error == nil {
                if !isClosed { rest(connection) }
            } else if !waiter.isDone {
                // Dead: the waiter has another try, at the end of the line but with its old deadline.
                waitingSessions.append(waiter, of: waiter.owner)
                loop.execute { [box = LoopBox(self)] in box.value.pumpSessions() }
            }
        }
    }

    /// Takes a lent connection back, clean or not at all.
    func giveBack(_ connection: WireConnection) {
        sessions[ObjectIdentifier(connection)] = nil
        guard connection.isReady else { return }
        connection.handOver { [unowned self] isClean in
            guard connection.isReady else { return }
            guard isClean, !isClosed, !isWornOut(connection, nowNanos: EventLoop.nowNanos()) else {
                return connection.close(PostgresError(.closed, "the connection is replaced"), lost: false)
            }
            rest(connection)
        }
    }

    func rest(_ connection: WireConnection) {
        noLongerTaken(connection)
        connection.idleSinceNanos = EventLoop.nowNanos()
        idle.append(connection)
        pumpSessions()
    }

    /// Nobody has the connection any more.
    func noLongerTaken(_ connection: WireConnection) {
        if let owner = takenFor.removeValue(forKey: ObjectIdentifier(connection)) { exclusiveShare.give(owner) }
    }

    func isWornOut(_ connection: WireConnection, nowNanos: UInt64) -> Bool {
        connection.uses >= options.maximumUses
            || nowNanos > connection.openedAtNanos && nowNanos - connection.openedAtNanos >= connection.maximumAgeNanos
    }
}
