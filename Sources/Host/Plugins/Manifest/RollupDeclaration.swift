/// A table that the host keeps up to date with aggregates of an ingest table, per tenant, bucket of time and `by` columns.
///
/// The host makes the table: `tenant_id bigint, bucket timestamptz, <by…>`, then for each column:
/// `avg` → `<name>_sum double precision, <name>_count bigint` and the generated `<name> double precision`;
/// `sum`, `min`, `max` → `<name>` of type double precision; `count` → `<name> bigint`. Key: (tenant_id, <by…>, bucket).
package struct RollupDeclaration: Sendable, Hashable {
    package let table: String
    /// Length of a bucket; divides a day or is whole days.
    package let everySeconds: Int
    /// Age at which rows are removed.
    package let keepSeconds: Int
    package let by: [String]
    package let columns: [Column]

    /// One aggregate.
    package struct Column: Sendable, Hashable {
        /// Column of the source table (for `count`, only the name of the result).
        package let name: String
        package let aggregate: Aggregate
    }

    /// How values of a bucket become one.
    package enum Aggregate: String, Sendable, CaseIterable {
        case avg, sum, min, max, count
    }
}
