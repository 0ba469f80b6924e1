import HostData
package import PostgresClient
import Synchronization

/// Bulk writes of one plugin: through a role that may insert into the partitions and read nothing. The host adds the tenant
/// to every row itself, so no row can name another.
package final class IngestService: Sendable {
    private static let columnsOfTable = Statement(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''")

    private let plugin: String
    private let pool: PostgresPool
    private let partitions: any PartitionKeeper
    private let tables: [String: PluginDescription.IngestTable]
    private let columns = Mutex<[String: Set<String>]>([:])

    /// - Parameter pool: Of the role in_<plugin>.
    package init(
        plugin: String, tables: [PluginDescription.IngestTable], pool: PostgresPool, partitions: any PartitionKeeper
    ) {
        self.plugin = plugin
        self.pool = pool
        self.partitions = partitions
        self.tables = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What can be known without the database.
    func check(table name: String, _ rows: RowBatch) throws(PluginCallError) {
        guard let table = tables[name] else {
            throw PluginCallError(.denied, "the manifest does not list the table \"\(name)\" under ingest")
        }
        let columns = rows.columns
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name).inserted {
            throw PluginCallError(.invalidArgument, "the rows have the column \"\(column.name)\" twice")
        }
        if seen.contains("tenant_id") { throw PluginCallError(.denied, "the rows have a column tenant_id, which the host alone writes") }
        guard let partition = table.partition else { return }
        guard let time = columns.first(where: { $0.name == partition.column }), time.type == .timestamp else {
            throw PluginCallError(.invalidArgument, "the rows lack a TIMESTAMP column \"\(partition.column)\", by which \(name) is partitioned")
        }
    }

    /// Writes all rows, or none. Returns their number.
    func write(_ rows: RowBatch, into name: String, context: TenantContext, deadlineNanos: UInt64) async throws -> Int {
        guard rows.rowCount > 0, let table = tables[name] else { return 0 }
        let names = rows.columns.map(\.name)
        let known = try await columns(of: name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw PluginCallError(.invalidArgument, "the table \(name) has no column \"\(unknown)\" that can be written")
        }
        var parts: [(target: String, rows: RowBatch)] = []
        if let partition = table.partition {
            for part in try IngestPlan.split(rows, by: partition) {
                let target = try await partitions.partition(
                    plugin: plugin, table: name, startMicros: part.startMicros, everySeconds: partition.everySeconds)
                parts.append((target, IngestPlan.adding(tenant: context.key.rawValue, to: part.rows)))
            }
        } else {
            parts.append(("p_\(plugin).\(name)", IngestPlan.adding(tenant: context.key.rawValue, to: rows)))
        }
        let targets = parts
        return try await pool.withSession(deadlineNanos: deadlineNanos) { session in
            if targets.count == 1 {
                return try await session.copyIn(
                    table: targets[0].target, columns: names + ["tenant_id"], rows: targets[0].rows, deadlineNanos: deadlineNanos)
            }
            return try await session.transaction { session in
                var count = 0
                for part in targets {
                    count += try await session.copyIn(
                        table: part.target, columns: names + ["tenant_id"], rows: part.rows, deadlineNanos: deadlineNanos)
                }
                return count
            }
        }
    }

    private func columns(of table: String) async throws -> Set<String> {
        if let known = columns.withLock({ $0[table] }) { return known }
        let rows = try await pool.query(Self.columnsOfTable, .text("p_\(plugin).\(table)"))
        var names: Set<String> = []
        for row in 0..<rows.rowCount { if let name = rows.text(row: row, column: 0) { names.insert(name) } }
        names.remove("tenant_id")
        if !names.isEmpty { columns.withLock { $0[table] = names } }
        return names
    }
}
