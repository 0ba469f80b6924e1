/// What the owner of a pool may want to log. Told on the pool's loop; must not block.
package enum PostgresPoolEvent: Sendable {
    /// A connection is ready; the server's version as 150020.
    case connected(serverVersion: Int)
    /// An attempt failed; the next follows after the pause.
    case connectFailed(PostgresError, retryAfterNanos: UInt64)
    /// A connection was lost.
    case disconnected(PostgresError)
    /// The server sent a notice or warning.
    case notice(severity: String, message: String)
}
