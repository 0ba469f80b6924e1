/// How much one statement may return, and all of a request's together: ``batchBytes`` if that is more. More fails the request with code `resultTooLarge`.
///
/// A result is measured when it has come, so what the request wrote may have been committed. A result far beyond the limit is given up on the
/// way, together with its connection, and the statement runs on a connection of its own for the next minute.
package struct ResultLimits: Sendable, Hashable {
    /// Rows of one statement.
    package var rows: Int
    /// Bytes of one statement's batch.
    package var bytes: Int

    /// Limits.
    package init(rows: Int, bytes: Int) {
        self.rows = rows
        self.bytes = bytes
    }

    /// What the statements of one request may return together where one alone may not return more.
    package static let batchBytes = 64 << 20

    /// A million rows, 64 MiB.
    package static let standard = ResultLimits(rows: 1_000_000, bytes: 64 << 20)
}
