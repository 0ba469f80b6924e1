import HostData
package import PostgresClient
import Synchronization

/// Bulk writes of one plugin: through a role that may insert into the partitions and read nothing. The host adds the tenant
/// to every row itself, so no row can name another.
package final class IngestService: Sendable {
    private static let columnsOfTable = Statement(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''")

    private let schema: String
    private let pool: PostgresPool
    private let tables: [String: TablePartition?]
    private let makePartitions: @Sendable () async throws -> Void
    private let columns = Mutex<[String: Set<String>]>([:])

    /// - Parameters:
    ///   - schema: The plugin's, such as `p_hosting`.
    ///   - tables: Those that may be written, with how they are divided.
    ///   - pool: Of the role in_<plugin>.
    ///   - makePartitions: Makes the partitions that are due; called when one is missing.
    package init(
        schema: String, tables: [String: TablePartition?], pool: PostgresPool, makePartitions: @escaping @Sendable () async throws -> Void
    ) {
        self.schema = schema
        self.tables = tables
        self.pool = pool
        self.makePartitions = makePartitions
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
        guard let partition = table else { return }
        guard let time = columns.first(where: { $0.name == partition.column }), time.type == .timestamp else {
            throw PluginCallError(
                .invalidArgument, "the rows lack a TIMESTAMP column \"\(partition.column)\", by which \(name) is partitioned")
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
        var parts: [Part] = []
        if let partition = table {
            for part in try IngestPlan.split(rows, by: partition) {
                parts.append(
                    Part(table: "\(schema).\(part.partition)", rows: IngestPlan.adding(tenant: context.key.rawValue, to: part.rows)))
            }
        } else {
            parts.append(Part(table: "\(schema).\(name)", rows: IngestPlan.adding(tenant: context.key.rawValue, to: rows)))
        }
        do {
            return try await copy(parts, columns: names + ["tenant_id"], owner: context.key, deadlineNanos: deadlineNanos)
        } catch let error as PostgresError where error.sqlState == "42P01" && table != nil {
            try await makePartitions()
            do {
                return try await copy(parts, columns: names + ["tenant_id"], owner: context.key, deadlineNanos: deadlineNanos)
            } catch let error as PostgresError where error.sqlState == "42P01" {
                throw PluginCallError(
                    .invalidArgument, "\(name) takes no rows of this time: it lies before what is kept or too far ahead",
                    sqlState: error.sqlState, details: error.description)
            }
        }
    }

    private struct Part: Sendable {
        let table: String
        let rows: RowBatch
    }

    private func copy(_ parts: [Part], columns: [String], owner: TenantKey, deadlineNanos: UInt64) async throws -> Int {
        try await pool.withSession(deadlineNanos: deadlineNanos, owner: owner.rawValue) { session in
            if parts.count == 1 {
                return try await session.copyIn(table: parts[0].table, columns: columns, rows: parts[0].rows, deadlineNanos: deadlineNanos)
            }
            return try await session.transaction { session in
                var count = 0
                for part in parts {
                    count += try await session.copyIn(table: part.table, columns: columns, rows: part.rows, deadlineNanos: deadlineNanos)
                }
                return count
            }
        }
    }

    private func columns(of table: String) async throws -> Set<String> {
        if let known = columns.withLock({ $0[table] }) { return known }
        let rows = try await pool.query(Self.columnsOfTable, .text("\(schema).\(table)"))
        var names: Set<String> = []
        for row in 0..<rows.rowCount { if let name = rows.text(row: row, column: 0) { names.insert(name) } }
        names.remove("tenant_id")
        if !names.isEmpty { columns.withLock { $0[table] = names } }
        return names
    }
}
