/// A table that a plugin's migrations create.
package struct TableDeclaration: Sendable, Hashable {
    package let name: String
    /// Without tenant: everybody reads it, nobody but the host writes it.
    package let isReference: Bool
    /// File in the bundle's `data/` that fills a reference table, or nil.
    package let dataFile: String?
    /// Written in bulk through the db service's `ingest`; the plugin's statements only read it.
    package let isIngest: Bool
    /// Rows are added and stay as they were: the plugin's role may neither change nor remove them.
    package let isAppendOnly: Bool
    package let visibleThrough: VisibleThrough?
    package let partition: Partition?
    package let rollups: [RollupDeclaration]

    /// Rows that may also be read by whoever sees a row that refers to them.
    package struct VisibleThrough: Sendable, Hashable {
        /// The referring table of the same plugin.
        package let table: String
        /// Column of this table → column of the referring table, sorted by name.
        package let columns: [ColumnPair]
    }

    /// A column and the one that refers to it.
    package struct ColumnPair: Sendable, Hashable {
        package let column: String
        package let referringColumn: String
    }

    /// Daily (or longer) partitions by time.
    package struct Partition: Sendable, Hashable {
        /// A `timestamptz` column.
        package let column: String
        /// Length of a partition; whole days.
        package let everySeconds: Int
        /// Age at which a partition is dropped.
        package let keepSeconds: Int
    }
}
