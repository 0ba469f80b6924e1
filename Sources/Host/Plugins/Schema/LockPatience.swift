import PostgresClient

/// How a change of tables that are in use waits for its locks: briefly, again and again, so that whoever comes after it is never held up
/// for longer than one try.
///
/// A try is shorter than PostgreSQL's wait before it looks for deadlocks, so the change gives way before a tenant's statement is ended.
struct LockPatience: Sendable {
    var tryMilliseconds = 500
    var pauseMilliseconds = 250
    var tries = 40

    /// Runs `body` in a transaction, again as long as a lock is not to be had.
    func transaction<Value: Sendable>(_ session: any SchemaSession, _ body: () async throws -> Value) async throws -> Value {
        var left = tries
        while true {
            do {
                return try await session.transaction {
                    try await session.script("SET LOCAL lock_timeout = '\(tryMilliseconds)ms'")
                    return try await body()
                }
            } catch let error as PostgresError where error.isLockMissed && left > 1 {
                left -= 1
                try await Task.sleep(for: .milliseconds(pauseMilliseconds))
            }
        }
    }
}

extension PostgresError {
    /// The lock was not to be had in time, or the wait was part of a deadlock.
    var isLockMissed: Bool { sqlState == "55P03" || sqlState == "40P01" }
}
