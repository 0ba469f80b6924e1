internal import EventLoop

extension PoolCore {
    /// Beyond its deadline by this much without an answer, a connection is given up.
    static let patienceNanos: UInt64 = 5_000_000_000

    /// Fails what is overdue and sets the timer for the next.
    func sweep(nowNanos: UInt64) {
        guard !isClosed else { return }
        var nextNanos = UInt64.max
        waitingRequests.removeAll { $0.isDone }
        waitingSessions.removeAll { $0.isDone }
        waitingRequests.forEach { request in
            if request.deadlineNanos <= nowNanos {
                end(request, notServed())
            } else {
                nextNanos = min(nextNanos, request.deadlineNanos)
            }
        }
        waitingSessions.forEach { waiter in
            if waiter.deadlineNanos <= nowNanos {
                waiter.finish(.failure(notServed()))
            } else {
                nextNanos = min(nextNanos, waiter.deadlineNanos)
            }
        }
        for connection in shared + exclusive { nextNanos = min(nextNanos, sweep(connection, nowNanos: nowNanos)) }
        if nextNanos != .max { watch(max(nextNanos, nowNanos + 1_000_000)) }
    }

    private func sweep(_ connection: WireConnection, nowNanos: UInt64) -> UInt64 {
        var nextNanos = UInt64.max
        var requests = connection.waitingForStatements
        connection.units.forEach { if let request = $0 as? PendingRequest { requests.append(request) } }
        for request in requests where !request.isDone && !request.isWatchedBySession {
            if request.deadlineNanos <= nowNanos {
                end(request, PostgresError(.timeout, "the statement did not end before its deadline"))
            } else {
                nextNanos = min(nextNanos, request.deadlineNanos)
            }
        }
        if let head = connection.units.first as? PendingRequest, head.isDone {
            let giveUpNanos = head.deadlineNanos.addingReportingOverflow(PoolCore.patienceNanos)
            if !giveUpNanos.overflow, giveUpNanos.partialValue <= nowNanos {
                connection.sendCancel()
                connection.close(PostgresError(.connection, "the server did not answer in time"), lost: true)
            } else if !giveUpNanos.overflow {
                nextNanos = min(nextNanos, giveUpNanos.partialValue)
            }
        }
        return nextNanos
    }

    /// Why something that waits will not be served in time.
    private func notServed() -> PostgresError {
        if let lastConnectError, !(shared + exclusive).contains(where: \.isReady) { return lastConnectError }
        return PostgresError(.poolExhausted, "no connection was free before the deadline")
    }

    /// Once a second: replaces old connections, closes idle ones, keeps the minimum.
    func maintain(nowNanos: UInt64) {
        for connection in shared where connection.isReady && !connection.isRetiring && isWornOut(connection, nowNanos: nowNanos) {
            // One at a time, and only when another can serve or nobody asks.
            guard !shared.contains(where: { $0.isRetiring }) else { break }
            connection.isRetiring = true
        }
        for connection in shared where connection.isReady && connection.isQuiet {
            let idleSinceNanos = max(connection.headSinceNanos, connection.openedAtNanos)
            let isIdle = nowNanos > idleSinceNanos && nowNanos - idleSinceNanos > options.idleTimeoutNanos
            if connection.isRetiring || isIdle && shared.count + exclusive.count > options.minimumConnections {
                connection.close(PostgresError(.closed, "the connection is replaced"), lost: false)
            }
        }
        for connection in shared + exclusive {
            // A Parse or a clean-up has no deadline of its own.
            guard let head = connection.units.first, !(head is PendingRequest), !(head is DescribeUnit) else { continue }
            if nowNanos > connection.headSinceNanos + 2 * PoolCore.patienceNanos {
                connection.close(PostgresError(.connection, "the server did not answer in time"), lost: true)
            }
        }
        for connection in idle {
            let isIdle = nowNanos > connection.idleSinceNanos && nowNanos - connection.idleSinceNanos > options.idleTimeoutNanos
            if isWornOut(connection, nowNanos: nowNanos) || isIdle && shared.count + exclusive.count > options.minimumConnections {
                connection.close(PostgresError(.closed, "the connection is replaced"), lost: false)
            }
        }
        slowWork.sweep(atNanos: nowNanos)
        keepMinimum()
    }

    func currentStatus() -> PostgresPoolStatus {
        var status = status
        let all = shared + exclusive
        status.openConnections = all.count { $0.isReady }
        status.connectingConnections = all.count { $0.phase == .connecting }
        status.busySessions = exclusive.count { $0.isReady } - idle.count
        status.requestsUnderWay = all.reduce(0) { $0 + $1.load }
        status.waiting = waitingRequests.count + waitingSessions.count
        status.lastConnectError = lastConnectError?.message
        status.isReachable = !isClosed && (status.openConnections > 0 || lastConnectError == nil && status.connectionsOpened > 0)
        return status
    }
}
