/// A connection of one's own, inside `PostgresPool.withSession`. Calls run one after the other. Used later, it throws code `usage`.
package final class PostgresSession: Sendable {
    init() { fatalError("not built yet") }

    /// Executes statements in one round trip; a result for each. Outside `transaction` they are one implicit transaction.
    package func execute(
        _ statements: [(Statement, [PostgresValue])], limits: ResultLimits = .standard, deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> [QueryResult] { fatalError("not built yet") }

    /// As above, with all that a request can say.
    package func execute(_ request: PostgresRequest) async throws(PostgresError) -> [QueryResult] { fatalError("not built yet") }

    /// Executes one statement and returns its rows.
    package func query(_ statement: Statement, _ parameters: PostgresValue...) async throws(PostgresError) -> RowBatch {
        fatalError("not built yet")
    }

    /// Runs a script of many statements without parameters (the simple protocol). Without BEGIN in it, it is one transaction.
    package func script(_ sql: String, deadlineNanos: UInt64? = nil) async throws(PostgresError) { fatalError("not built yet") }

    /// BEGIN, `body`, COMMIT; ROLLBACK when `body` throws.
    package func transaction<Value: Sendable>(_ body: (PostgresSession) async throws -> Value) async throws -> Value {
        fatalError("not built yet")
    }

    /// Writes rows by COPY in binary form. `table` may be `schema.table`; names are quoted here. Returns the number of rows written.
    package func copyIn(
        table: String, columns: [String], rows: [RowBatch], deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> Int { fatalError("not built yet") }

    /// As above with one batch.
    package func copyIn(table: String, columns: [String], rows: RowBatch, deadlineNanos: UInt64? = nil) async throws(PostgresError) -> Int {
        fatalError("not built yet")
    }

    /// Asks the server for a statement's parameter and result types without executing it.
    package func describe(_ sql: String) async throws(PostgresError) -> StatementDescription { fatalError("not built yet") }

    /// Starts listening on a channel; then see `notifications`.
    package func listen(_ channel: String) async throws(PostgresError) { fatalError("not built yet") }

    /// Notifications as they come, for one reader; ends with the session or its connection.
    package var notifications: AsyncStream<PostgresNotification> { fatalError("not built yet") }
}
