/// What one statement returned.
package struct QueryResult: Sendable {
    /// The rows; `RowBatch.empty` for a statement without any, or whose rows were not wanted.
    package var rows: RowBatch
    /// Rows inserted, updated or deleted, or returned by a SELECT.
    package var affected: Int

    /// A result.
    package init(rows: RowBatch, affected: Int) {
        self.rows = rows
        self.affected = affected
    }
}
