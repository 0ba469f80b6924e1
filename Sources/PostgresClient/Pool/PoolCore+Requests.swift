internal import EventLoop

extension PoolCore {
    /// Takes a request that any thread has made.
    func start(_ request: PendingRequest) {
        guard !isClosed else { return complete(request, .failure(PostgresError(.closed, "the pool is closed"))) }
        guard !request.isDone else { return }
        request.pool = self
        watch(request.deadlineNanos)
        if !heavyUntilNanos.isEmpty, isHeavy(request) { return runApart(request) }
        guard waitingRequests.count < options.maximumWaiting else {
            return complete(
                request, .failure(PostgresError(.poolExhausted, "\(waitingRequests.count) requests wait already; try again later")))
        }
        waitingRequests.append(request)
        pumpRequests()
    }

    func complete(_ request: PendingRequest, _ result: Result<[QueryResult], PostgresError>) {
        request.finish(result)
    }

    func pump() {
        pumpRequests()
        pumpSessions()
    }

    func pumpRequests() {
        while let request = waitingRequests.first {
            if request.isDone {
                waitingRequests.removeFirst()
                continue
            }
            var best: WireConnection?
            for connection in shared where connection.isReady && !connection.isRetiring && connection.load < options.pipelineDepth {
                if connection.load < best?.load ?? .max { best = connection }
            }
            guard let best else { break }
            waitingRequests.removeFirst()
            best.submit(request)
        }
        if !waitingRequests.isEmpty, shared.count < sharedLimit, !shared.contains(where: { $0.phase == .connecting }) { open(.shared) }
    }

    /// Ends a request early.
    func cancel(_ request: PendingRequest) {
        guard !request.isDone else { return }
        end(request, PostgresError(.cancelled, "the request was cancelled"))
    }

    /// Fails a request wherever it is. What was sent on a shared connection runs on, for a cancel could hit another's statement.
    func end(_ request: PendingRequest, _ error: PostgresError) {
        if request.isSent, let connection = request.connection, connection.role == .exclusive { connection.sendCancel() }
        request.finish(.failure(error))
    }

    // MARK: Heavy requests

    /// Runs a request on a connection of its own.
    private func runApart(_ request: PendingRequest) {
        lend(deadlineNanos: request.deadlineNanos) { [unowned self] result in
            switch result {
            case .failure(let error): complete(request, .failure(error))
            case .success(let connection):
                guard !request.isDone else { return giveBack(connection) }
                heavyRequests[ObjectIdentifier(connection)] = request
                connection.submit(request)
            }
        }
    }

    /// After each answer on an exclusive connection: is the heavy request that it was lent for done?
    func finishHeavy(_ connection: WireConnection) {
        guard heavyRequests[ObjectIdentifier(connection)] != nil, connection.isQuiet else { return }
        heavyRequests[ObjectIdentifier(connection)] = nil
        giveBack(connection)
    }

    private func isHeavy(_ request: PendingRequest) -> Bool {
        let nowNanos = EventLoop.nowNanos()
        return request.steps.contains { step in
            guard let until = heavyUntilNanos[step.statement] else { return false }
            if until > nowNanos { return true }
            heavyUntilNanos[step.statement] = nil
            return false
        }
    }

    func noteHeavy(_ request: PendingRequest) {
        // The last step is the one that the context in front was set for.
        guard let statement = request.steps.last?.statement, heavyUntilNanos.count < 1000 else { return }
        heavyUntilNanos[statement] = EventLoop.nowNanos() + 60_000_000_000
    }
}
