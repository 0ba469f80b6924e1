import PluginABI
import PostgresClient

/// How rows are sent to their partitions. Pure.
enum IngestPlan {
    /// Most partitions that one write may touch.
    static let maximumParts = 64
    private static let years: Range<Int64> = 0..<253_402_300_800_000_000

    /// Parts the rows by the partition that their time falls into, in order of its name.
    ///
    /// - Throws: ``PluginCallError`` for a row without time, or rows scattered over too many partitions.
    static func split(_ rows: RowBatch, by partition: TablePartition) throws(PluginCallError) -> [(partition: String, rows: RowBatch)] {
        guard let column = rows.columnIndex(partition.column) else {
            throw PluginCallError(.invalidArgument, "the rows lack the column \"\(partition.column)\"")
        }
        var byStart: [Int: [Int]] = [:]
        for row in 0..<rows.rowCount {
            guard let micros = rows.timestampMicros(row: row, column: column), years.contains(micros) else {
                throw PluginCallError(.invalidArgument, "row \(row) has no time between the years 1970 and 9999 in \"\(partition.column)\"")
            }
            byStart[partition.start(of: Int(micros / 1_000_000)), default: []].append(row)
            guard byStart.count <= maximumParts else {
                throw PluginCallError(.invalidArgument, "the rows fall into more than \(maximumParts) partitions of \(partition.table)")
            }
        }
        if byStart.count == 1, let start = byStart.keys.first { return [(partition.name(start: start), rows)] }
        return byStart.sorted { $0.key < $1.key }.map { (partition.name(start: $0.key), picking($0.value, of: rows)) }
    }

    /// The rows with one more column at the end, tenant_id, the same in every row.
    static func adding(tenant: Int64, to rows: RowBatch) -> RowBatch {
        var builder = RowBatch.Builder(rows.columns + [RowBatch.Column("tenant_id", .integer)], reservingRows: rows.rowCount)
        for row in 0..<rows.rowCount {
            for column in 0..<rows.columnCount { builder.append(rows.value(row: row, column: column)) }
            builder.append(integer: tenant)
        }
        return builder.finish()
    }

    private static func picking(_ chosen: [Int], of rows: RowBatch) -> RowBatch {
        var builder = RowBatch.Builder(rows.columns, reservingRows: chosen.count)
        for row in chosen { for column in 0..<rows.columnCount { builder.append(rows.value(row: row, column: column)) } }
        return builder.finish()
    }
}
