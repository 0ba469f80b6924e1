import PluginABI
import PostgresClient

/// How rows are sent to their partitions. Pure.
enum IngestPlan {
    /// Most partitions that one write may touch.
    static let maximumParts = 64

    /// Parts the rows by the partition that their time falls into, in order of time.
    ///
    /// - Throws: ``PluginCallError`` for a row without time, or rows scattered over too many partitions.
    static func split(
        _ rows: RowBatch, by partition: PluginDescription.IngestTable.Partition
    ) throws(PluginCallError) -> [(startMicros: Int64, rows: RowBatch)] {
        guard let column = rows.columnIndex(partition.column) else {
            throw PluginCallError(.invalidArgument, "the rows lack the column \"\(partition.column)\"")
        }
        let width = Int64(partition.everySeconds) * 1_000_000
        var byStart: [Int64: [Int]] = [:]
        for row in 0..<rows.rowCount {
            guard let micros = rows.timestampMicros(row: row, column: column), micros > Int64.min / 2, micros < Int64.max / 2 else {
                throw PluginCallError(.invalidArgument, "row \(row) has no time in \"\(partition.column)\"")
            }
            let start = (micros >= 0 ? micros / width : (micros - width + 1) / width) * width
            byStart[start, default: []].append(row)
            guard byStart.count <= maximumParts else {
                throw PluginCallError(.invalidArgument, "the rows fall into more than \(maximumParts) partitions of \(partition.everySeconds) s")
            }
        }
        if byStart.count == 1, let start = byStart.keys.first { return [(start, rows)] }
        return byStart.sorted { $0.key < $1.key }.map { ($0.key, picking($0.value, of: rows)) }
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
