package import EventLoop

/// Connections to one database as one role: a few shared, pipelined ones for short requests and some that are lent as a session.
///
/// All connections of a pool live on one event loop. No thread waits on a socket; every call may come from any thread.
package final class PostgresPool: Sendable {
    /// Starts connecting at once, in the background.
    package init(
        _ configuration: PostgresConfiguration, options: PostgresPoolOptions = PostgresPoolOptions(), loops: EventLoopGroup,
        onEvent: @escaping @Sendable (PostgresPoolEvent) -> Void = { _ in }
    ) { fatalError("not built yet") }

    /// Executes a request on a shared connection.
    ///
    /// `completion` is called once, on the pool's loop, and must not block.
    @discardableResult
    package func start(
        _ request: PostgresRequest, completion: @escaping @Sendable (Result<[QueryResult], PostgresError>) -> Void
    ) -> PostgresRequestID { fatalError("not built yet") }

    /// Asks to end a request early: one not sent is dropped; one under way on a shared connection runs on and its result is discarded.
    package func cancel(_ id: PostgresRequestID) { fatalError("not built yet") }

    /// Executes statements as one implicit transaction in one round trip; a result for each. Ends early when the task is cancelled.
    package func execute(
        _ statements: [(Statement, [PostgresValue])], limits: ResultLimits = .standard, deadlineNanos: UInt64? = nil
    ) async throws(PostgresError) -> [QueryResult] { fatalError("not built yet") }

    /// As above, with all that a request can say.
    package func execute(_ request: PostgresRequest) async throws(PostgresError) -> [QueryResult] { fatalError("not built yet") }

    /// Executes one statement and returns its rows.
    package func query(_ statement: Statement, _ parameters: PostgresValue...) async throws(PostgresError) -> RowBatch {
        fatalError("not built yet")
    }

    /// Lends a connection of one's own: transactions, COPY, LISTEN, scripts. It goes back clean when `body` ends.
    package func withSession<Value: Sendable>(
        deadlineNanos: UInt64? = nil, _ body: (PostgresSession) async throws -> Value
    ) async throws -> Value { fatalError("not built yet") }

    /// Counts at this moment.
    package func status() async -> PostgresPoolStatus { fatalError("not built yet") }

    /// Ends everything: what waits or is under way fails with code `closed`. Returns when the last connection is closed.
    package func close() async { fatalError("not built yet") }
}
