/// Limits and times of a pool.
package struct PostgresPoolOptions: Sendable {
    /// Pipelined connections for `execute`, opened as load asks for them; at least 1.
    package var sharedConnections = 2
    /// Requests under way on one pipelined connection; more wait in the pool.
    package var pipelineDepth = 8
    /// A pipelined connection that works on one request for longer takes none of other owners until it goes on.
    package var stalledAfterNanos: UInt64 = 100_000_000
    /// A request that has held up another owner's on a pipelined connection for longer is undone, and run again on a connection of its own.
    package var movedAfterNanos: UInt64 = 500_000_000
    /// Connections kept open when idle.
    package var minimumConnections = 1
    /// Connections at most, shared ones included; at least `sharedConnections` + 1, so that `withSession` can work.
    package var maximumConnections = 10
    /// Requests and sessions that may wait at once; more fail at once with `poolExhausted`.
    package var maximumWaiting = 10_000
    /// Deadline of a request or of the wait for a session where the caller gives none.
    package var defaultDeadlineNanos: UInt64 = 5_000_000_000
    /// Time for one attempt to connect.
    package var connectTimeoutNanos: UInt64 = 5_000_000_000
    /// A connection older than this is replaced when it is free.
    package var maximumAgeNanos: UInt64 = 300_000_000_000
    /// A connection used more often than this is replaced when it is free.
    package var maximumUses = 1_000_000
    /// A connection above the minimum that is idle for longer is closed.
    package var idleTimeoutNanos: UInt64 = 60_000_000_000
    /// A session idle for longer is asked for a sign of life before it is handed out.
    package var healthCheckAfterNanos: UInt64 = 5_000_000_000
    /// Prepared statements kept on one connection.
    package var maximumPreparedStatements = 256
    /// First pause after a failed attempt to connect; doubles up to `maximumBackoffNanos`, with jitter.
    package var minimumBackoffNanos: UInt64 = 50_000_000
    /// Longest pause between attempts.
    package var maximumBackoffNanos: UInt64 = 5_000_000_000

    /// The defaults.
    package init() {}
}
