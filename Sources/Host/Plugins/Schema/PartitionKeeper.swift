/// Makes partitions ahead of time and drops those that are too old.
package struct PartitionKeeper: Sendable {
    private let manifest: Manifest
    private let plan: SchemaPlan

    package init(manifest: Manifest) {
        self.manifest = manifest
        plan = SchemaPlan(manifest: manifest)
    }

    /// What one pass did.
    package struct Outcome: Sendable, Equatable {
        package internal(set) var created: [String] = []
        package internal(set) var dropped: [String] = []
    }

    /// How the tables of a plugin are divided, by table; for bulk writes that must name a partition.
    package var partitions: [String: TablePartition] {
        Dictionary(uniqueKeysWithValues: plan.rules.compactMap { rule in rule.partition.map { (rule.name, $0) } })
    }

    /// One pass. Safe on many hosts at once: the second waits and finds nothing to do.
    ///
    /// - Parameter now: Unix seconds.
    @discardableResult
    package func keep(_ session: any SchemaSession, now: Int) async throws -> Outcome {
        guard !partitions.isEmpty else { return Outcome() }
        var oldest = now
        var plans: [(TablePartition, create: [Int], drop: [Int])] = []
        for partition in partitions.values.sorted(by: { ($0.isIngest ? 0 : 1, $0.table) < ($1.isIngest ? 0 : 1, $1.table) }) {
            let existing = try await starts(of: partition, session)
            if partition.isIngest { oldest = min(oldest, existing.min() ?? now) }
            let planned = partition.plan(now: now, existing: existing, backTo: partition.isIngest ? nil : oldest)
            plans.append((partition, planned.create, planned.drop))
        }
        guard plans.contains(where: { !$0.create.isEmpty || !$0.drop.isEmpty }) else { return Outcome() }
        let work = plans
        return try await session.transaction {
            var outcome = Outcome()
            try await session.script("SET LOCAL lock_timeout = '10s';\n" + plan.actAsOwner)
            try await session.script(
                "SELECT pg_advisory_xact_lock(hashtextextended(\(SQLText.literal("hashinsight partitions " + manifest.id)), 0))")
            for (partition, create, drop) in work {
                for start in create {
                    let name = plan.qualified(partition.name(start: start))
                    try await session.script(
                        """
                        CREATE TABLE IF NOT EXISTS \(name) PARTITION OF \(plan.qualified(partition.table))
                            FOR VALUES FROM (\(SQLText.time(start))) TO (\(SQLText.time(start + partition.everySeconds)));
                        REVOKE ALL ON \(name) FROM PUBLIC, \(plan.runtime), \(plan.ingest);
                        """)
                    if partition.isIngest { try await session.script("GRANT INSERT ON \(name) TO \(plan.ingest)") }
                    outcome.created.append(partition.name(start: start))
                }
                for start in drop {
                    try await session.script("DROP TABLE IF EXISTS \(plan.qualified(partition.name(start: start)))")
                    outcome.dropped.append(partition.name(start: start))
                }
            }
            return outcome
        }
    }

    private func starts(of partition: TablePartition, _ session: any SchemaSession) async throws -> Set<Int> {
        // A partition's name tells its first day; others are a finding of the audit.
        let rows = try await session.rows(
            """
            SELECT (extract(epoch FROM to_date(right(c.relname, 8), 'YYYYMMDD')))::bigint::text
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = $1::text::regclass AND c.relname ~ '_[0-9]{8}$'
            """, [plan.qualified(partition.table)])
        return Set(rows.compactMap { $0.first ?? nil }.compactMap { Int($0) })
    }
}
