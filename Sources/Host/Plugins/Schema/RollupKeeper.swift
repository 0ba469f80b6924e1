/// Keeps the roll-up tables of a plugin up to date: small buckets from the rows, larger ones from smaller ones.
///
/// Idempotent and resumable: each step makes whole buckets anew and moves a watermark in the same transaction. A bucket is final an
/// hour after its end; rows that arrive later than that are not counted.
package struct RollupKeeper: Sendable {
    /// How long after its end a bucket still takes in late rows.
    package static let latenessSeconds = 3_600
    /// Time of the source that one transaction covers.
    static let chunkSeconds = 86_400

    private let manifest: Manifest
    private let plan: SchemaPlan

    package init(manifest: Manifest) {
        self.manifest = manifest
        plan = SchemaPlan(manifest: manifest)
    }

    /// One pass over all roll-up tables, shortest buckets first.
    ///
    /// - Parameter now: Unix seconds.
    /// - Returns: Rows written, by table.
    @discardableResult
    package func roll(_ session: any SchemaSession, now: Int) async throws -> [String: Int] {
        var written: [String: Int] = [:]
        for table in manifest.tables {
            for rollup in table.rollups { written[rollup.table] = try await roll(rollup, of: table, session, now: now) }
        }
        return written
    }

    private func roll(_ rollup: RollupDeclaration, of table: TableDeclaration, _ session: any SchemaSession, now: Int) async throws -> Int {
        let source = RollupSource(rollup, of: table)
        let first = try await watermark(rollup, table, session, now: now)
        let end = Self.floor(now, rollup.everySeconds) + rollup.everySeconds
        let final = min(Self.floor(now - Self.latenessSeconds, rollup.everySeconds), end)
        var start = first
        var written = 0
        while start < end {
            let stop = min(end, start + Self.ceiling(Self.chunkSeconds, rollup.everySeconds))
            let from = start
            written += try await session.transaction {
                try await session.script(plan.actAsOwner)
                try await session.script(
                    "SELECT pg_advisory_xact_lock(hashtextextended(\(SQLText.literal("hashinsight rollup \(manifest.id)")), 0))")
                let rows = try await session.rows(source.statement(plan, from: from, to: stop))
                try await session.script("RESET ROLE")
                _ = try await session.rows(
                    """
                    INSERT INTO app.plugin_rollups (plugin, table_name, closed_until) VALUES ($1::text, $2::text, to_timestamp($3::text::bigint))
                    ON CONFLICT (plugin, table_name) DO UPDATE SET closed_until = greatest(plugin_rollups.closed_until, EXCLUDED.closed_until)
                    """, [manifest.id, rollup.table, String(min(stop, final))])
                return rows.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
            }
            start = stop
        }
        return written
    }

    /// Beginning of the first bucket that is not final.
    private func watermark(_ rollup: RollupDeclaration, _ table: TableDeclaration, _ session: any SchemaSession, now: Int) async throws
        -> Int
    {
        let known = try await session.rows(
            "SELECT extract(epoch FROM closed_until)::bigint::text FROM app.plugin_rollups WHERE plugin = $1::text AND table_name = $2::text",
            [manifest.id, rollup.table])
        if let seconds = known.first?.first.flatMap({ $0 }).flatMap({ Int($0) }) {
            return max(Self.floor(seconds, rollup.everySeconds), Self.floor(now - rollup.keepSeconds, rollup.everySeconds))
        }
        // Nothing yet: begin where the oldest partition of the rows begins.
        let oldest = try await session.rows(
            """
            SELECT min(extract(epoch FROM to_date(right(c.relname, 8), 'YYYYMMDD')))::bigint::text
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::text::regclass AND c.relname ~ '_[0-9]{8}$'
            """, [plan.qualified(table.name)])
        let seconds = oldest.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? now
        return max(Self.floor(seconds, rollup.everySeconds), Self.floor(now - rollup.keepSeconds, rollup.everySeconds))
    }

    static func floor(_ seconds: Int, _ step: Int) -> Int { seconds - (seconds % step + step) % step }
    static func ceiling(_ seconds: Int, _ step: Int) -> Int { (seconds + step - 1) / step * step }
}
