import PostgresClient

/// Limits of single plugins within their tenants' slots, held by the database over all hosts.
extension JobQueue {
    /// Runs that were claimed, and instances whose due runs wait since they have all the slots that they may.
    struct LimitedClaim: Sendable {
        let runs: [JobRun]
        let heldBack: Set<JobInstance>
    }

    /// As ``claim(host:slots:plugins:)``, runs of plugins with a limit included.
    func claimWithinLimits(host: String, slots: Int, plugins: Set<String>? = nil) async throws -> LimitedClaim {
        let known = plugins.map { PostgresValue.array($0.sorted()) } ?? .null
        let results = try await pool.execute([
            (JobStatements.relaxCommit, []), (JobStatements.claimLock, []),
            (JobStatements.claimWithinLimits, [.text(host), .int(Int64(slots)), known]), (JobStatements.heldBack, [known]),
        ])
        let rows = results[3].rows
        let heldBack = (0..<rows.rowCount).map {
            JobInstance(tenantKey: rows.integer(row: $0, column: 0) ?? 0, plugin: rows.text(row: $0, column: 1) ?? "")
        }
        return LimitedClaim(runs: Self.runs(results[2].rows), heldBack: Set(heldBack))
    }

    /// Makes the limits those given; of every other instance there is none.
    ///
    /// - Parameters:
    ///   - limits: Slots of each instance that may have fewer than its tenant, 1 or more.
    ///   - leaving: Instances whose limits another host knows: they stay as they are.
    package func limit(_ limits: [JobInstance: Int], leaving: Set<JobInstance> = []) async throws {
        let wanted = try json(limits.map { LimitRow(tenant: $0.key.tenantKey, plugin: $0.key.plugin, slots: $0.value) })
        let others = try json(leaving.map { LimitRow(tenant: $0.tenantKey, plugin: $0.plugin, slots: nil) })
        try await pool.withSession { session in
            try await session.transaction { session in
                _ = try await session.query(JobStatements.limitLock)
                let changed = try await session.query(JobStatements.setLimits, .text(wanted), .text(others))
                guard changed.rowCount > 0 else { return }
                for row in 0..<changed.rowCount {
                    guard let tenant = changed.integer(row: row, column: 0), let plugin = changed.text(row: row, column: 1),
                        let isLimited = changed.boolean(row: row, column: 2)
                    else { continue }
                    _ = try await session.query(JobStatements.markLimited, .int(tenant), .text(plugin), .bool(isLimited))
                }
                _ = try await session.query(JobStatements.wake, .text(Self.limitsChanged))
            }
        }
    }

    /// What hosts are told when limits have changed.
    static let limitsChanged = "limits"

    /// Whether any instance has a limit.
    func hasLimits() async throws -> Bool {
        try await pool.query(JobStatements.anyLimit).boolean(row: 0, column: 0) ?? false
    }
}

private struct LimitRow: Encodable {
    let tenant: Int64
    let plugin: String
    let slots: Int?
}
