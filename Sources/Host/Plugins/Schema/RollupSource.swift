/// Where a roll-up table takes its rows from, and the statement that does it. Pure.
struct RollupSource: Sendable {
    let rollup: RollupDeclaration
    let table: TableDeclaration
    /// A finer roll-up with the same keys and columns whose buckets fill this one's evenly, or nil for the rows themselves.
    let finer: RollupDeclaration?

    init(_ rollup: RollupDeclaration, of table: TableDeclaration) {
        self.rollup = rollup
        self.table = table
        finer = table.rollups.last { other in
            other.everySeconds < rollup.everySeconds && rollup.everySeconds % other.everySeconds == 0 && other.by == rollup.by
                && Set(rollup.columns).isSubset(of: Set(other.columns))
        }
    }

    /// Makes the buckets that begin in `from ..< to` anew; answers the number of rows written as text.
    ///
    /// An average keeps sum and count, so that larger buckets weigh their parts rightly.
    func statement(_ plan: SchemaPlan, from: Int, to: Int) -> String {
        let time = finer == nil ? SQLText.name(table.partition?.column ?? "recorded_at") : "bucket"
        let source = plan.qualified(finer?.table ?? table.name)
        let keys = ["tenant_id"] + rollup.by.map(SQLText.name) + ["bucket"]
        let values = rollup.columns.flatMap(columns)
        let names = keys + values.map(\.name)
        let bucket = "date_bin('\(rollup.everySeconds) seconds', \(time), to_timestamp(0))"
        let selected = ["tenant_id"] + rollup.by.map(SQLText.name) + [bucket] + values.map(\.value)
        let list = values.map(\.name)
        let change =
            list.isEmpty
            ? "DO NOTHING"
            : """
            DO UPDATE SET \(list.map { "\($0) = EXCLUDED.\($0)" }.joined(separator: ", "))
                WHERE (\(list.map { "t.\($0)" }.joined(separator: ", "))) IS DISTINCT FROM (\(list.map { "EXCLUDED.\($0)" }.joined(separator: ", ")))
            """
        return """
            WITH written AS (
                INSERT INTO \(plan.qualified(rollup.table)) AS t (\(names.joined(separator: ", ")))
                SELECT \(selected.joined(separator: ", ")) FROM \(source)
                WHERE \(time) >= \(SQLText.time(from)) AND \(time) < \(SQLText.time(to))
                GROUP BY \((1...keys.count).map(String.init).joined(separator: ", "))
                ON CONFLICT (\(keys.joined(separator: ", "))) \(change)
                RETURNING 1)
            SELECT count(*)::text FROM written
            """
    }

    private func columns(_ column: RollupDeclaration.Column) -> [(name: String, value: String)] {
        let name = SQLText.name(column.name)
        switch column.aggregate {
        case .avg:
            let (sum, count) = (SQLText.name(column.name + "_sum"), SQLText.name(column.name + "_count"))
            return finer == nil
                ? [(sum, "sum(\(name)::double precision)"), (count, "count(\(name))")]
                : [(sum, "sum(\(sum))"), (count, "sum(\(count))::bigint")]
        case .count: return [(name, finer == nil ? "count(*)" : "sum(\(name))::bigint")]
        case .sum: return [(name, "sum(\(name)::double precision)")]
        case .min: return [(name, "min(\(name)::double precision)")]
        case .max: return [(name, "max(\(name)::double precision)")]
        }
    }
}
