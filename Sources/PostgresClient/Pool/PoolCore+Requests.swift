internal import EventLoop

extension PoolCore {
    /// Takes a request that any thread has made.
    func start(_ request: PendingRequest) {
        guard !isClosed else { return complete(request, .failure(.poolClosed)) }
        guard !request.isDone else { return }
        request.pool = self
        watch(request.deadlineNanos)
        if slowWork.isSlow(request.kind, of: request.owner, atNanos: EventLoop.nowNanos()) { return runApart(request) }
        guard waitingRequests.count < options.maximumWaiting else {
            return complete(
                request, .failure(PostgresError(.poolExhausted, "\(waitingRequests.count) requests wait already; try again later")))
        }
        waitingRequests.append(request, of: request.owner)
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
        let nowNanos = EventLoop.nowNanos()
        // The first test is all that a busy pool needs mostly.
        while !waitingRequests.isEmpty, shared.contains(where: { $0.isReady && $0.load < options.pipelineDepth }) {
            var lane: WireConnection?
            let next = waitingRequests.next {
                lane = self.lane(for: $0, atNanos: nowNanos)
                return lane != nil
            }
            guard let next, let lane else { break }
            if !next.isDone { lane.submit(next) }
        }
        if !waitingRequests.isEmpty { passStalledLanes(atNanos: nowNanos) }
        watchLanes(atNanos: nowNanos)
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
    func runApart(_ request: PendingRequest) {
        lend(deadlineNanos: request.deadlineNanos, owner: request.owner) { [unowned self] result in
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

    func noteHeavy(_ request: PendingRequest) { slowWork.note(request.kind, atNanos: EventLoop.nowNanos()) }
}
