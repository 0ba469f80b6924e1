/// Bringing the schema to a newer version while an older one serves on the same tables.
///
/// Only migrations that add run; those that take something away (`-- contract: true`) wait for ``install(_:now:)``, when the older version
/// has gone.
extension PluginSchema {
    /// Makes what this version adds. Each migration is a transaction with its record, in which the older version's statements, and those of
    /// other plugins that read the tables, are checked once more before it is committed. Running it again does nothing more.
    ///
    /// - Parameters:
    ///   - older: The version that goes on serving; its migrations begin this one's.
    ///   - now: Unix seconds, for the partitions.
    ///   - limit: How long each migration may take.
    /// - Throws: `VettingError` and `SchemaError`; what was committed before the failure stays, and the older version lives with it.
    @discardableResult
    package func expand(_ session: any SchemaSession, beside older: PluginBundle, now: Int, limit: MigrationLimit = .standard) async throws
        -> Outcome
    {
        try UpgradeFit.check(older: older, newer: bundle)
        var vetted = try VettedVersions(older: older, newer: bundle)
        let digest = BundleFile.digest("\(plan.digest(bundle: bundle, password: password)) beside \(older.digest)".utf8)
        return try await locked(session) {
            var outcome = Outcome()
            let known = try await session.rows("SELECT plan_digest, vetted FROM app.plugin_schemas WHERE plugin = $1::text", [manifest.id])
                .first
            outcome.wasCurrent = known?.first == digest && known?.last == digest
            if !outcome.wasCurrent {
                let readers = try await ReaderStatements(of: manifest, session)
                vetted.leaveOut(lackingOf: try await givenTables(session))
                for migration in try await expandingMigrations(session) {
                    try await run(migration, session, vetted, readers, limit)
                    outcome.migrations.append(migration.name)
                }
                try await protectBeside(session, vetted.report, digest)
                try await fillReferenceTables(session, keepsOthers: true)
            }
            try await PartitionKeeper(manifest: manifest).keep(session, now: now)
            let findings = try await SchemaAudit(manifest: manifest).run(session)
            guard findings.isEmpty else {
                throw SchemaError(
                    .tampered,
                    "the schema \(manifest.schemaName) is not as the host makes it:\n"
                        + findings.map { "  \($0)" }.joined(separator: "\n"))
            }
            if !outcome.wasCurrent {
                outcome.statements = try await vetted.newerCheck.check(vetted.newerStatements, session)
            }
            try await settleReads(session, beside: older, isChanged: !outcome.wasCurrent, &outcome)
            if !outcome.wasCurrent {
                _ = try await session.rows(
                    "UPDATE app.plugin_schemas SET vetted = $2::text WHERE plugin = $1::text", [manifest.id, digest])
            }
            try await noteStatements(session, beside: older)
            return outcome
        }
    }

    /// Those that are to run beside an older version, in order.
    ///
    /// - Throws: `SchemaError` (`refused`) if one that adds comes after one that takes away and has not run.
    func expandingMigrations(_ session: any SchemaSession) async throws -> [MigrationSource] {
        let pending = try await pendingMigrations(session)
        let expanding = pending.prefix { !$0.isContract }
        if let late = pending.dropFirst(expanding.count).first(where: { !$0.isContract }) {
            throw SchemaError(
                .refused,
                "\(late.path) adds after \(pending[expanding.count].path) takes away; upgrade to the version in between and finish it first, or put contract migrations last"
            )
        }
        return Array(expanding)
    }

    private func run(
        _ migration: MigrationSource, _ session: any SchemaSession, _ vetted: VettedVersions, _ readers: ReaderStatements,
        _ limit: MigrationLimit
    ) async throws {
        do {
            try await LockPatience().transaction(session) {
                let before = try await readers.answers(session)
                try await session.script(plan.actAsOwner)
                // With the same search path as after it: rules are printed by it.
                let surface = try await WriteSurface(of: manifest, session)
                try await limit.run(migration.sql, session)
                try await vetted.checkOlder(session, after: migration, since: surface)
                try await readers.check(session, since: before, after: migration.path)
                try await session.script("RESET ROLE")
                try await record(migration, session)
            }
        } catch {
            throw await failure(of: migration, error, limit: limit, happened: "failed and was rolled back", session)
        }
    }

    /// Policies and grants are made anew only if something about them is new: that locks every table.
    private func protectBeside(_ session: any SchemaSession, _ report: MigrationReport, _ digest: String) async throws {
        try await LockPatience().transaction(session) {
            try await protectWithin(session, report, keepsGrants: true, makesPolicies: false)
        }
        let isProtected = try await SchemaAudit(manifest: manifest).run(session).isEmpty
        try await LockPatience().transaction(session) {
            if !isProtected { try await protectWithin(session, report, keepsGrants: true) }
            try await noteState(session, digest)
        }
    }
}
