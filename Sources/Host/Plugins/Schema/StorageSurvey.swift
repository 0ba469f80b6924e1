/// Estimates how many bytes each tenant has in a plugin's tables, at a cost that does not grow with them.
///
/// What a table takes with its indexes and partitions is known to the server; whose it is, is told by a sample of its pages: at most
/// ``sampledPages`` of them, all of them in a small table, whose figure is then exact but for pages that are half empty.
package struct StorageSurvey: Sendable {
    static let sampledPages = 256
    private static let pageBytes = 8_192

    private let manifest: Manifest
    private let plan: SchemaPlan

    package init(manifest: Manifest) {
        self.manifest = manifest
        plan = SchemaPlan(manifest: manifest)
    }

    /// The tables that hold tenants' rows, roll-ups included.
    private var tables: [String] {
        manifest.tables.filter { !$0.isReference }.flatMap { [$0.name] + $0.rollups.map(\.table) }
    }

    /// Bytes by tenant key; a tenant without rows is not in it.
    ///
    /// - Parameter session: Of the host's role; reads in one transaction as the tables' owner.
    package func measure(_ session: any SchemaSession) async throws -> [Int64: Int] {
        guard !tables.isEmpty else { return [:] }
        return try await session.transaction {
            try await session.script(plan.actAsOwner)
            try await session.script("SET LOCAL statement_timeout = '10s'")
            var totals: [Int64: Int] = [:]
            for table in tables {
                // A table that is not partitioned is not in its own tree.
                // A table that is not divided has no tree: it is named beside.
                let sizes = try await session.rows(
                    """
                    SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::bigint::text, coalesce(sum(pg_relation_size(relid)), 0)::bigint::text
                    FROM (SELECT $1::text::regclass AS relid UNION SELECT relid FROM pg_partition_tree($1::text::regclass)) AS parts
                    """, [plan.qualified(table)])
                let numbers = sizes.first?.map { $0.flatMap { Int($0) } ?? 0 } ?? []
                guard numbers.count == 2, numbers[1] > 0 else { continue }
                let percent = Self.percent(heapBytes: numbers[1])
                let rows = try await session.rows(
                    """
                    SELECT tenant_id::text, sum(pg_column_size(t.*))::bigint::text
                    FROM \(plan.qualified(table)) AS t TABLESAMPLE SYSTEM (\(percent)) GROUP BY tenant_id
                    """, [])
                var sampled: [Int64: Int] = [:]
                for row in rows {
                    guard let key = row[0].flatMap({ Int64($0) }), let bytes = row[1].flatMap({ Int($0) }) else { continue }
                    sampled[key] = bytes
                }
                totals.merge(Self.shares(of: numbers[0], sampled), uniquingKeysWith: +)
            }
            return totals
        }
    }

    /// How much of a table's pages is read.
    static func percent(heapBytes: Int) -> Double {
        let pages = max(1, heapBytes / pageBytes)
        return pages <= sampledPages ? 100 : 100 * Double(sampledPages) / Double(pages)
    }

    /// Divides what a table takes by what each tenant has in the sample. Pure.
    static func shares(of totalBytes: Int, _ sampled: [Int64: Int]) -> [Int64: Int] {
        let whole = sampled.values.reduce(0.0) { $0 + Double($1) }
        guard whole > 0 else { return [:] }
        return sampled.mapValues { Int((Double(totalBytes) * Double($0) / whole).rounded()) }
    }
}
