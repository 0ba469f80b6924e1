internal import EventLoop

extension DeviceWorker {
    /// Begins one exchange. Returns false if nothing can begin for now; the exchange then waits on.
    func begin(_ running: RunningRound, _ index: Int) -> Bool {
        let exchange = running.round.exchanges[index]
        guard let address = exchange.address else {
            deliver(running, index, .notGranted, .notNumeric)
            return true
        }
        guard running.round.grants.allows(address, port: exchange.port) else {
            let isPort = running.round.grants.allows(address)
            deliver(running, index, .notGranted, isPort ? .portNotGranted(exchange.port) : .notGranted)
            return true
        }
        let nowNanos = EventLoop.nowNanos()
        switch connect(address, exchange.port) {
        case .opened(let socket):
            openCount += 1
            running.openCount += 1
            running.tenant.openCount += 1
            running.round.budget?.opened()
            running.end.connections += 1
            takeConnection().begin(running, index, socket: socket, nowNanos: nowNanos)
        case .noDescriptor:
            running.queue.putBack(index)
            exhaustedUntilNanos = nowNanos &+ limits.exhaustionPauseNanos
            return false
        case .noLocalPort:
            let since = running.portShortageNanos[index, default: nowNanos]
            running.portShortageNanos[index] = since
            if nowNanos - since < limits.portPatienceNanos {
                takeConnection().pause(running, index, untilNanos: nowNanos &+ limits.exhaustionPauseNanos)
            } else {
                deliver(running, index, .unreachable, .noLocalPort)
            }
        case .failed(let code):
            var machine = DeviceExchangeMachine(requestCount: 0, maximumReplyCount: 0, end: .close)
            guard case .finish(let outcome, let failure, _) = machine.failed(code) else { return true }
            conclude(running, index, outcome, failure)
        }
        return true
    }

    /// A connection has ended and its socket is closed.
    func ended(_ connection: DeviceConnection, _ outcome: DeviceOutcome, _ failure: DeviceFailure?, reply: [UInt8]) {
        guard let running = connection.running else { return }
        let index = connection.index
        let elapsed = EventLoop.nowNanos() - connection.startedNanos
        release(connection)
        openCount -= 1
        running.openCount -= 1
        running.tenant.openCount -= 1
        running.round.budget?.closed()
        conclude(running, index, outcome, failure, reply: reply, elapsedNanos: elapsed)
        fill()
    }

    private func conclude(
        _ running: RunningRound, _ index: Int, _ outcome: DeviceOutcome, _ failure: DeviceFailure?, reply: [UInt8] = [],
        elapsedNanos: UInt64 = 0
    ) {
        if outcome.mayBeTriedAgain && running.mayTryAgain(index) {
            let mean = UInt64(min(max(0, running.round.attemptPauseMilliseconds), 60_000)) * 1_000_000
            let pause = mean / 2 + UInt64.random(in: 0...mean)
            takeConnection().pause(running, index, untilNanos: EventLoop.nowNanos() &+ pause)
        } else {
            deliver(running, index, outcome, failure, reply: reply, elapsedNanos: elapsedNanos)
        }
    }

    private func deliver(
        _ running: RunningRound, _ index: Int, _ outcome: DeviceOutcome, _ failure: DeviceFailure?, reply: [UInt8] = [],
        elapsedNanos: UInt64 = 0
    ) {
        running.pending.append(
            DeviceReply(
                key: running.round.exchanges[index].key, outcome: outcome, reply: reply,
                elapsedMicroseconds: Int64(elapsedNanos / 1_000), detail: failure?.detail ?? ""))
        running.end.counts[Int(outcome.rawValue)] += 1
        running.unfinishedCount -= 1
        running.queue.ended(index)
        if running.unfinishedCount == 0 { return endRound(running) }
        if running.pending.count >= limits.repliesPerBatch { flush(running) }
        if running.isCancelled && running.queue.hasReady { drop(running, .cancelled) }
    }

    func flush(_ running: RunningRound) {
        guard !running.pending.isEmpty else { return }
        let batch = running.pending
        running.pending = []
        running.pending.reserveCapacity(limits.repliesPerBatch)
        running.window.handedOver(batch.count)
        running.onReplies(batch)
    }

    /// The wheel has let this connection go.
    func timeReached(_ connection: DeviceConnection, _ nowNanos: UInt64) {
        // An earlier one of the same tick may have ended the round.
        guard let running = connection.running else { return }
        guard connection.isPausing else { return connection.timeReached(nowNanos: nowNanos) }
        running.queue.putBack(connection.index)
        release(connection)
    }

    /// Ends what has not begun; what is under way goes on to its end.
    func drop(_ running: RunningRound, _ failure: DeviceFailure) {
        running.isCancelled = true
        for connection in connections(of: running) where connection.isPausing {
            let index = connection.index
            release(connection)
            running.queue.putBack(index)
        }
        let dropped = running.queue.drain()
        for index in dropped { deliver(running, index, .cancelled, failure) }
    }

    /// Ends all, what is under way too.
    func abort(_ running: RunningRound, _ failure: DeviceFailure) {
        let wasFilling = isFilling
        isFilling = true
        drop(running, failure)
        for connection in connections(of: running) { connection.abort(failure) }
        isFilling = wasFilling
    }
}
