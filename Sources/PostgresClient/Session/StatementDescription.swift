/// What the server says of a statement without executing it.
package struct StatementDescription: Sendable, Hashable {
    /// A column of the result.
    package struct Column: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// The OID of its type in `pg_type`.
        package var typeOID: UInt32
        /// The type it has in a `RowBatch`.
        package var type: ColumnType
        /// The table it comes from, or 0.
        package var tableOID: UInt32
        /// The column's number in that table, or 0.
        package var tableColumn: Int
    }

    /// OIDs of the types of `$1`, `$2`, …
    package var parameterTypeOIDs: [UInt32]
    /// Columns of the result, left to right; none for a statement that returns nothing.
    package var columns: [Column]
}
