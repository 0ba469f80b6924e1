internal import CLibPQ
internal import EventLoop

extension PostgresSession {
    /// Executes statements in one round trip; a result for each. Outside `transaction` they are one implicit transaction.
    package func execute(
        _ statements: [(Statement, [PostgresValue])], limits: ResultLimits = .standard, deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> [QueryResult] {
        try await execute(
            PostgresRequest(statements.map { .init($0.0, .values($0.1)) }, limits: limits, deadlineNanos: deadlineNanos), isShielded: false)
    }

    /// As above, with all that a request can say.
    package func execute(_ request: PostgresRequest) async throws(PostgresError) -> [QueryResult] {
        try await execute(request, isShielded: false)
    }

    /// Executes one statement and returns its rows.
    package func query(_ statement: Statement, _ parameters: PostgresValue...) async throws(PostgresError) -> RowBatch {
        try await execute([(statement, parameters)])[0].rows
    }

    /// Runs a script of many statements without parameters (the simple protocol). Without BEGIN in it, it is one transaction.
    package func script(_ sql: String, deadlineNanos: UInt64? = nil) async throws(PostgresError) {
        try await run(deadlineNanos: deadlineNanos) { (connection, completion: @escaping (Result<Void, PostgresError>) -> Void) in
            connection.start(ScriptOperation(sql, completion: completion))
        }
    }

    /// Asks the server for a statement's parameter and result types without executing it.
    package func describe(_ sql: String) async throws(PostgresError) -> StatementDescription {
        try await run(deadlineNanos: nil) { connection, completion in connection.describe(sql, completion: completion) }
    }

    /// BEGIN, `body`, COMMIT; ROLLBACK when `body` throws. Not to be nested.
    ///
    /// Throws what `body` throws, and `PostgresError` when BEGIN or COMMIT fails; code `server`, 25P02, when `body` swallowed an error that
    /// had aborted the transaction.
    package func transaction<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ body: (PostgresSession) async throws -> Value
    ) async throws -> Value {
        try await plain(["BEGIN"], isShielded: false)
        let value: Value
        do {
            value = try await body(self)
        } catch {
            // Fails only with the connection, and then the server has rolled back already.
            try? await plain(["ROLLBACK"], isShielded: true)
            throw error
        }
        try await run(deadlineNanos: nil, isShielded: true) { (connection, completion: @escaping (Result<Void, PostgresError>) -> Void) in
            let isAborted = connection.transactionStatus == PQTRANS_INERROR
            connection.sendPlain([isAborted ? "ROLLBACK" : "COMMIT"]) { error in
                if let error {
                    completion(.failure(error))
                } else if isAborted {
                    completion(
                        .failure(
                            PostgresError(
                                .server, "a statement failed, so the transaction was rolled back instead of committed", sqlState: "25P02")))
                } else {
                    completion(.success(()))
                }
            }
        }
        return value
    }

    private func execute(_ request: PostgresRequest, isShielded: Bool) async throws(PostgresError) -> [QueryResult] {
        try await run(deadlineNanos: request.deadlineNanos, isShielded: isShielded) { connection, completion in
            // The session watches the deadline and cancels; the request itself has none.
            let pending = PendingRequest(
                request, deadlineNanos: request.deadlineNanos ?? .max, nowNanos: EventLoop.nowNanos(), completion: completion)
            pending.isWatchedBySession = true
            connection.submit(pending)
        }
    }

    func plain(_ statements: [String], isShielded: Bool) async throws(PostgresError) {
        try await run(deadlineNanos: nil, isShielded: isShielded) {
            (connection, completion: @escaping (Result<Void, PostgresError>) -> Void) in
            connection.sendPlain(statements) { error in completion(error.map { .failure($0) } ?? .success(())) }
        }
    }
}
