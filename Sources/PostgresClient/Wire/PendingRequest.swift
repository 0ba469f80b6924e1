internal import CLibPQ
internal import EventLoop

/// One request from its start to its completion.
///
/// `@unchecked Sendable`: made by any thread, then handed to the pool's loop, which alone touches what is mutable.
final class PendingRequest: WireUnit, @unchecked Sendable {
    private static let setTimeout = Statement("SELECT set_config('statement_timeout', $1, true)")

    let request: PostgresRequest
    private(set) var steps: [PostgresRequest.Step]
    /// Steps in front that the caller has not asked for and gets no result of.
    private let internalSteps: Int
    private var completion: ((Result<[QueryResult], PostgresError>) -> Void)?
    var deadlineNanos: UInt64
    /// Filled when all steps are prepared, in order.
    var prepared: [PreparedStatement] = []
    var missingStatements = 0
    /// The connection that has taken it.
    weak var connection: WireConnection?
    var isSent = false
    /// The session interrupts it at its deadline, not the pool.
    var isWatchedBySession = false
    /// Counts the outcome; nil for a session's request.
    var pool: PoolCore?
    private(set) var isRetry = false
    private var wasMoved = false
    private var results: [QueryResult] = []
    private var error: PostgresError?
    private var stepIndex = 0
    /// Of the results so far.
    private var resultBytes = 0

    var isDone: Bool { completion == nil }
    var owner: Int64? { request.owner }

    /// By what it is known as slow: the caller's statements, without what is set or asked in front of and behind them.
    var kind: [Statement] { request.steps.compactMap { $0.discardsRows || $0.isUnlimited ? nil : $0.statement } }

    init(
        _ request: PostgresRequest, deadlineNanos: UInt64, nowNanos: UInt64,
        completion: @escaping (Result<[QueryResult], PostgresError>) -> Void
    ) {
        self.request = request
        self.deadlineNanos = deadlineNanos
        self.completion = completion
        if request.limitsServerTime {
            let milliseconds = max(1, (Int64(clamping: deadlineNanos) - Int64(clamping: nowNanos)) / 1_000_000)
            steps = [.init(PendingRequest.setTimeout, [.text("\(min(milliseconds, 2_147_483_647))")], discardsRows: true)] + request.steps
            internalSteps = 1
        } else {
            steps = request.steps
            internalSteps = 0
        }
        results.reserveCapacity(request.steps.count)
    }

    /// Tells the outcome, once; later ones are ignored.
    func finish(_ result: Result<[QueryResult], PostgresError>) {
        guard let completion else { return }
        self.completion = nil
        results = []
        if let pool {
            pool.status.completedRequests += 1
            if case .failure = result { pool.status.failedRequests += 1 }
            self.pool = nil
        }
        completion(result)
    }

    /// Fails before sending, in one step.
    func fail(_ error: PostgresError, step: Int?) {
        var error = error
        if let step { error.statementIndex = step - internalSteps }
        finish(.failure(error))
    }

    func receive(_ result: OpaquePointer, on connection: WireConnection) {
        defer { stepIndex += 1 }
        guard error == nil, !isDone, stepIndex < steps.count else { return }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK:
            guard stepIndex >= internalSteps else { return }
            let rowCount = Int(PQntuples(result))
            if steps[stepIndex].discardsRows {
                results.append(QueryResult(rows: .empty, affected: rowCount))
                return
            }
            do throws(PostgresError) {
                var limits = request.limits
                // Many statements, each within its own limit, must not fill the memory together.
                limits.bytes = min(limits.bytes, max(request.limits.bytes, ResultLimits.batchBytes) - resultBytes)
                if steps[stepIndex].isUnlimited { limits = .standard }
                let rows = try prepared[stepIndex].decoder.decode(result, limits: limits)
                resultBytes += rows.bytes.count
                results.append(QueryResult(rows: rows, affected: affected(result) ?? rowCount))
            } catch {
                note(error)
            }
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            if stepIndex >= internalSteps { results.append(QueryResult(rows: .empty, affected: affected(result) ?? 0)) }
        case PGRES_FATAL_ERROR: note(PostgresError(result))
        default: note(PostgresError(.protocol, "unexpected result \(String(cString: PQresStatus(PQresultStatus(result))))"))
        }
    }

    func synced(on connection: WireConnection) {
        if let error, isPlanStale(error), !isRetry, !isDone, connection.canRetry {
            isRetry = true
            for statement in prepared { connection.forget(statement) }
            reset()
            connection.submit(self)
            return
        }
        connection.release(self)
        // All that it did is rolled back.
        if let error, moveApart(after: error, on: connection) { return }
        finish(error.map { .failure($0) } ?? .success(results))
    }

    /// Runs it again on a connection of its own if what ended it was a cancel that the pool had sent, to it or to another.
    ///
    /// A cancel names a connection, not a statement: one that comes late ends what the server has begun meanwhile there, be it another's
    /// statement or the preparing of one.
    /// - Returns: Whether it goes on there.
    func moveApart(after error: PostgresError, on connection: WireConnection) -> Bool {
        guard let pool, !wasMoved, !isDone, connection.role == .shared, connection.wasCancelled, error.sqlState == "57014",
            deadlineNanos > EventLoop.nowNanos()
        else { return false }
        wasMoved = true
        reset()
        pool.moveApart(self)
        return true
    }

    func lost(_ error: PostgresError) {
        finish(.failure(self.error.map { $0.code == .connection ? $0 : error } ?? error))
    }

    private func reset() {
        prepared = []
        results = []
        error = nil
        stepIndex = 0
        resultBytes = 0
        isSent = false
    }

    private func note(_ error: PostgresError) {
        self.error = error
        self.error?.statementIndex = stepIndex - internalSteps
    }

    /// A prepared statement outlived the table that it was planned for, or is gone.
    private func isPlanStale(_ error: PostgresError) -> Bool {
        error.sqlState == "26000" || error.sqlState == "0A000"
    }

    private func affected(_ result: OpaquePointer) -> Int? {
        guard let text = PQcmdTuples(result), text.pointee != 0 else { return nil }
        var number = 0
        var digit = text
        while digit.pointee >= 48 && digit.pointee <= 57 {
            number = number &* 10 &+ Int(digit.pointee - 48)
            digit += 1
        }
        return number
    }
}
