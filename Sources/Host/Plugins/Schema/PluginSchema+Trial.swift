import PostgresClient

/// What an upgrade's migrations would do, found out by running them in a transaction that is rolled back.
package struct MigrationTrial: Sendable, Hashable {
    /// A lock that keeps others from a table for as long as the migration takes.
    package struct Lock: Sendable, Hashable {
        package let table: String
        /// As PostgreSQL names it: `AccessExclusiveLock` keeps everybody out, `ShareLock` whoever writes.
        package let mode: String
        /// Rows of the table: counted up to ``countLimit``, then as the server estimates it.
        package let rowCount: Int
        /// Of the table with its partitions and indexes.
        package let bytes: Int
        /// The table is written anew, which takes the longer the more rows it has.
        package let isRewritten: Bool

        /// Nobody else can read the table meanwhile.
        package var shutsOutReaders: Bool { mode == "AccessExclusiveLock" }
    }

    /// From so long on a lock is worth a warning: requests wait for it.
    package static let longMilliseconds = 1_000

    /// Rows are counted no further than this.
    package static let countLimit = 100_000

    package let name: String
    /// Takes something away, so it runs only when the upgrade is finished; it was tried after the others.
    package let isContract: Bool
    package let locks: [Lock]
    package let milliseconds: Int
    /// Why a contract migration could not run on the data of now, or was not tried; nil if it could. The data may be another when the upgrade
    /// is finished, so this stands in no upgrade's way.
    package var obstacle: String?

    /// It keeps others from tables that are in use for longer than they should have to wait.
    package var holdsUpOthers: Bool { !locks.isEmpty && (milliseconds >= Self.longMilliseconds || locks.contains(where: \.isRewritten)) }
}

extension PluginSchema {
    /// Tries what ``expand(_:beside:now:)`` would do and rolls it back: nothing changes.
    ///
    /// The tables that are changed are locked for the moment that the trial takes.
    /// - Parameter limit: How long each migration may take, as in the upgrade.
    /// - Throws: `VettingError` and `SchemaError`, as the upgrade would.
    package func trial(
        _ session: any SchemaSession, beside older: PluginBundle, limit: MigrationLimit = .standard
    ) async throws -> [MigrationTrial] {
        try UpgradeFit.check(older: older, newer: bundle)
        var vetted = try VettedVersions(older: older, newer: bundle)
        return try await locked(session) {
            let readers = try await ReaderStatements(of: manifest, session)
            vetted.leaveOut(lackingOf: try await givenTables(session))
            let expanding = try await expandingMigrations(session)
            let contracting = try await pendingMigrations(session).dropFirst(expanding.count)
            var trials: [MigrationTrial] = []
            do {
                try await LockPatience(tries: 8).transaction(session) {
                    trials = []
                    for migration in expanding { trials.append(try await run(migration, session, vetted, readers, limit)) }
                    let before = try await readers.answers(session)
                    try await protectWithin(session, vetted.report, keepsGrants: true, makesPolicies: false)
                    try await readers.check(session, since: before, after: "the making of roll-up tables")
                    try await session.script(plan.actAsOwner)
                    try await vetted.newerCheck.checkWithin(vetted.newerStatements, session)
                    trials += try await tryContracting(Array(contracting), session, vetted, readers, limit)
                    throw RolledBack()
                }
            } catch is RolledBack {} catch let failed as MigrationFailure {
                throw await failure(of: failed.migration, failed.cause, limit: limit, happened: "would fail", session)
            }
            return trials
        }
    }

    /// Tries what waits for the end of the upgrade. The first that fails ends it: what comes after may need it.
    private func tryContracting(
        _ migrations: [MigrationSource], _ session: any SchemaSession, _ vetted: VettedVersions, _ readers: ReaderStatements,
        _ limit: MigrationLimit
    ) async throws -> [MigrationTrial] {
        var trials: [MigrationTrial] = []
        var failed: String?
        for migration in migrations {
            if let failed {
                trials.append(
                    MigrationTrial(
                        name: migration.name, isContract: true, locks: [], milliseconds: 0, obstacle: "not tried, since \(failed) fails"))
                continue
            }
            try await session.script("SAVEPOINT contracting")
            do {
                trials.append(try await run(migration, session, vetted, readers, limit))
                try await vetted.newerCheck.checkWithin(vetted.newerStatements, session)
            } catch let error where error is SchemaError || error is MigrationFailure {
                try await session.script("ROLLBACK TO SAVEPOINT contracting")
                if trials.last?.name == migration.name { trials.removeLast() }
                let cause = (error as? MigrationFailure)?.cause ?? error
                let told = await failure(of: migration, cause, limit: limit, happened: "would fail", session)
                trials.append(
                    MigrationTrial(name: migration.name, isContract: true, locks: [], milliseconds: 0, obstacle: told.description))
                failed = migration.name
            }
        }
        return trials
    }

    private struct RolledBack: Error {}

    private struct MigrationFailure: Error {
        let migration: MigrationSource
        let cause: any Error
    }

    private func run(
        _ migration: MigrationSource, _ session: any SchemaSession, _ vetted: VettedVersions, _ readers: ReaderStatements,
        _ limit: MigrationLimit
    ) async throws -> MigrationTrial {
        let before = try await tables(session)
        let answers = try await readers.answers(session)
        let held = try await locks(session)
        try await session.script(plan.actAsOwner)
        // With the same search path as after it: rules are printed by it.
        let surface = try await WriteSurface(of: manifest, session)
        let began = monotonicNanos()
        do {
            try await limit.run(migration.sql, session)
        } catch let error where !((error as? PostgresError)?.isLockMissed ?? false) {
            throw MigrationFailure(migration: migration, cause: error)
        }
        let nanos = monotonicNanos() &- began
        let after = try await tables(session)
        var locks: [MigrationTrial.Lock] = []
        for lock in try await self.locks(session).sorted(by: { ($0.oid, $0.mode) < ($1.oid, $1.mode) }) {
            guard let table = before[lock.oid] else { continue }
            // Locks of the migrations before are still held here, which each has a transaction of its own: what it names counts as its own.
            guard !held.contains(lock) || migration.sql.contains(table.name) else { continue }
            let (size, counted) = (try await size(of: table.name, session), try await count(table.name, session))
            locks.append(
                MigrationTrial.Lock(
                    table: table.name, mode: lock.mode,
                    rowCount: counted < MigrationTrial.countLimit ? counted : max(counted, size.rowCount), bytes: size.bytes,
                    isRewritten: after[lock.oid]?.file != table.file))
        }
        // The older version has gone when a contract migration runs.
        if !migration.isContract { try await vetted.checkOlder(session, after: migration, since: surface) }
        try await readers.check(session, since: answers, after: migration.path)
        return MigrationTrial(
            name: migration.name, isContract: migration.isContract, locks: locks, milliseconds: Int(nanos / 1_000_000))
    }

    private struct HeldLock: Hashable {
        let oid: String
        let mode: String
    }

    /// This session's locks on the plugin's tables that keep others from reading or writing.
    private func locks(_ session: any SchemaSession) async throws -> Set<HeldLock> {
        let rows = try await session.rows(
            """
            SELECT DISTINCT l.relation::text, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_backend_pid() AND l.granted AND c.relnamespace = to_regnamespace($1::text) AND c.relkind IN ('r', 'p')
              AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            """, [SQLText.name(manifest.schemaName)])
        return Set(rows.compactMap { row in row[0].flatMap { oid in row[1].map { HeldLock(oid: oid, mode: $0) } } })
    }

    /// Names and files of the plugin's tables, by their OID.
    private func tables(_ session: any SchemaSession) async throws -> [String: (name: String, file: String)] {
        let rows = try await session.rows(
            """
            SELECT oid::text, relname::text, relfilenode::text FROM pg_class
            WHERE relnamespace = to_regnamespace($1::text) AND relkind IN ('r', 'p')
            """, [SQLText.name(manifest.schemaName)])
        return Dictionary(rows.map { ($0[0] ?? "", ($0[1] ?? "", $0[2] ?? "")) }, uniquingKeysWith: { first, _ in first })
    }

    private func count(_ table: String, _ session: any SchemaSession) async throws -> Int {
        let rows = try await session.rows(
            "SELECT count(*)::text FROM (SELECT 1 FROM \(plan.qualified(table)) LIMIT \(MigrationTrial.countLimit)) AS counted")
        return rows.first?.first?.flatMap { Int($0) } ?? 0
    }
}
