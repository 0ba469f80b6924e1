internal import CLibPQ
internal import EventLoop

extension WireConnection {
    /// Takes a request: prepares what is not prepared yet, then sends all steps with one Sync.
    func submit(_ request: PendingRequest) {
        if request.connection == nil {
            request.connection = self
            load += 1
        }
        resolve(request)
    }

    /// The request is answered or has failed; its place is free.
    func release(_ request: PendingRequest) {
        load -= 1
        uses += 1
        request.connection = nil
    }

    func forget(_ statement: PreparedStatement) { statements.remove(statement) }

    private func resolve(_ request: PendingRequest) {
        request.prepared.removeAll(keepingCapacity: true)
        request.missingStatements = 0
        for step in request.steps {
            if let prepared = statements.find(step.statement) {
                if !prepared.isReady { wait(request, for: prepared) }
                request.prepared.append(prepared)
            } else {
                if role == .shared, StatementVerb.changesSession(step.statement.sql) {
                    release(request)
                    request.finish(
                        .failure(
                            PostgresError(
                                .usage,
                                "\(StatementVerb.first(step.statement.sql)) changes the connection for everybody; use withSession")))
                    return
                }
                let prepared = statements.insert(step.statement)
                wait(request, for: prepared)
                request.prepared.append(prepared)
                guard prepare(prepared) else {
                    request.lost(PostgresError(.connection, "the connection was lost"))
                    return
                }
            }
        }
        if request.missingStatements == 0 { send(request) } else { waitingForStatements.append(request) }
    }

    private func wait(_ request: PendingRequest, for prepared: PreparedStatement) {
        prepared.waiters.append(request)
        request.missingStatements += 1
    }

    private func prepare(_ prepared: PreparedStatement) -> Bool {
        guard let handle else { return false }
        let sent =
            PQsendPrepare(handle, prepared.name, prepared.statement.sql, 0, nil) == 1 && PQsendDescribePrepared(handle, prepared.name) == 1
        return finishSending(sent, PrepareUnit(prepared))
    }

    /// A statement is ready, or has failed: whoever waited for it goes on.
    func prepared(_ statement: PreparedStatement, _ error: PostgresError?) {
        let waiters = statement.waiters
        statement.waiters = []
        if error != nil { statements.remove(statement) }
        // One that waits no longer was dropped meanwhile, or moved to another connection, by another statement's failure.
        for request in waiters where request.connection === self {
            if let error {
                drop(request, error, statement)
            } else {
                request.missingStatements -= 1
                guard request.missingStatements == 0 else { continue }
                waitingForStatements.removeAll { $0 === request }
                send(request)
            }
        }
        if let evicted = statements.evict() { deallocate(evicted) }
    }

    private func drop(_ request: PendingRequest, _ error: PostgresError, _ statement: PreparedStatement) {
        waitingForStatements.removeAll { $0 === request }
        release(request)
        if request.moveApart(after: error, on: self) { return }
        request.fail(error, step: request.prepared.firstIndex { $0 === statement })
    }

    private func send(_ request: PendingRequest) {
        guard let handle else { return }
        // Not sent yet, so a request that was cancelled or is overdue costs the server nothing.
        guard !request.isDone else { return release(request) }
        parameters.removeAll()
        for (index, step) in request.steps.enumerated() {
            do throws(PostgresError) {
                try parameters.append(step.parameters, for: request.prepared[index])
            } catch {
                release(request)
                return request.fail(error, step: index)
            }
        }
        request.isSent = true
        var sent = true
        for index in request.steps.indices where sent {
            let prepared = request.prepared[index]
            sent = parameters.withStep(index) { count, values, lengths, formats in
                PQsendQueryPrepared(handle, prepared.name, count, values, lengths, formats, prepared.decoder.isBinary ? 1 : 0) == 1
            }
        }
        _ = finishSending(sent, request)
    }

    /// Ends what was sent with a Sync. What libpq refuses halfway cannot be taken back, so the connection ends then.
    func finishSending(_ sent: Bool, _ unit: any WireUnit) -> Bool {
        guard let handle, phase == .ready else {
            unit.lost(PostgresError(.connection, "the connection is closed"))
            return false
        }
        if units.isEmpty { headSinceNanos = EventLoop.nowNanos() }
        units.append(unit)
        guard sent, PQpipelineSync(handle) == 1 else {
            close(PostgresError(.connection, lastMessage("the request could not be sent")), lost: true)
            return false
        }
        flush()
        return phase == .ready
    }

    /// Sends statements without parameters or interest in their rows; `completion` gets the first error. None at all is a sign of life.
    func sendPlain(_ statements: [String], completion: @escaping (PostgresError?) -> Void) {
        guard let handle, phase == .ready else { return completion(PostgresError(.connection, "the connection is closed")) }
        var sent = true
        for sql in statements where sent { sent = PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0) == 1 }
        _ = finishSending(sent, PlainUnit(completion))
    }

    private func deallocate(_ statement: PreparedStatement) {
        sendPlain(["DEALLOCATE \(String(cString: statement.name))"]) { _ in }
    }
}
