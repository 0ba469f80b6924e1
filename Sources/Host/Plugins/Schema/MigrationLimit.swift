import PostgresClient

/// How long one migration may take while a version of its plugin serves: whoever needs the tables that it locks waits as long.
package struct MigrationLimit: Sendable, Hashable {
    /// Five minutes.
    package static let standard = MigrationLimit(milliseconds: 300_000)
    /// A day; nobody means more.
    package static let maximumSeconds = 86_400

    let milliseconds: Int

    package init(seconds: Int) { self.init(milliseconds: seconds * 1_000) }

    init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Runs a migration's text in the session's open transaction.
    ///
    /// - Throws: The session's errors; `PostgresError` with `timeout` when the time is over, and the transaction can only be rolled back.
    func run(_ sql: String, _ session: any SchemaSession) async throws {
        // The server ends it also where whoever asked is gone. It counts each statement for itself, so all together are watched from here.
        try await session.script("SET LOCAL statement_timeout = \(milliseconds + Self.graceMilliseconds)")
        let deadlineNanos = monotonicNanos() + UInt64(milliseconds) * 1_000_000
        try await session.script(sql, deadlineNanos: deadlineNanos)
        // It may end before the server hears that it should have.
        guard monotonicNanos() <= deadlineNanos else { throw PostgresError(.timeout, "the migration ended after its time was over") }
        try await session.script("SET LOCAL statement_timeout = 0")
    }

    private static let graceMilliseconds = 5_000
}

extension MigrationLimit: CustomStringConvertible {
    package var description: String { milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms" }
}
