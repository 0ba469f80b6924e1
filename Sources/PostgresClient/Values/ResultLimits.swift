/// How much one statement may return. More ends the request with code `resultTooLarge`, and what it wrote is rolled back.
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

    /// A million rows, 64 MiB.
    package static let standard = ResultLimits(rows: 1_000_000, bytes: 64 << 20)
}
