/// Makes and keeps the schema of a plugin: roles, tables, policies, grants, catalogue data, partitions.
///
/// Everything runs in one session of the host's own role, under a lock by plugin: hosts that start together do it once.
package struct PluginSchema: Sendable {
    package let bundle: PluginBundle
    let plan: SchemaPlan
    let password: @Sendable (String) -> String
    var manifest: Manifest { bundle.manifest }

    /// - Parameter password: Derives the password of a role from its name; the same on every host of an installation.
    package init(bundle: PluginBundle, password: @escaping @Sendable (String) -> String) {
        self.bundle = bundle
        self.password = password
        plan = SchemaPlan(manifest: bundle.manifest)
    }

    /// What an installation did.
    package struct Outcome: Sendable, Equatable {
        /// Names of the migrations that ran now.
        package internal(set) var migrations: [String] = []
        /// Nothing was to do: the schema is as a bundle with the same digest left it.
        package internal(set) var wasCurrent = false
        /// Types of the statements, from the server, by name.
        package internal(set) var statements: [String: StatementTypes] = [:]
        /// The tables that it can do without and does without, each with why.
        package internal(set) var lacking: [TableGrant: String] = [:]
    }

    /// Vets the bundle's SQL, brings the schema up to it and checks the result against the catalog.
    ///
    /// - Parameters:
    ///   - now: Unix seconds, for the partitions.
    ///   - sparesReaders: No migration runs after which another plugin's statement that reads the tables no longer holds. False for a start,
    ///     where the readers' bundles may be new as well and come after.
    ///   - limit: How long each migration may take, where a version serves meanwhile; nil for as long as it takes.
    /// - Throws: `VettingError` before anything is touched; `SchemaError` if a step fails (each step is one transaction: what was done
    ///   before stays, and the next call goes on from there); the session's errors without a database.
    @discardableResult
    package func install(_ session: any SchemaSession, now: Int, sparesReaders: Bool = false, limit: MigrationLimit? = nil) async throws
        -> Outcome
    {
        let digest = plan.digest(bundle: bundle, password: password)
        return try await locked(session) {
            let readers =
                sparesReaders ? try await ReaderStatements(of: manifest, session) : ReaderStatements(provider: manifest.id, statements: [])
            return try await run(session, digest, now, readers, limit)
        }
    }

    /// Runs `body` while no other session works on the plugin's schema; a session may hold it twice.
    func locked<Value: Sendable>(_ session: any SchemaSession, _ body: () async throws -> Value) async throws -> Value {
        try await session.script("SELECT pg_advisory_lock(\(lock))")
        return try await unlocking(session, body)
    }

    /// As ``locked(_:_:)``, or nil at once if another session works on the schema.
    func lockedAtOnce<Value: Sendable>(_ session: any SchemaSession, _ body: () async throws -> Value) async throws -> Value? {
        guard try await session.rows("SELECT pg_try_advisory_lock(\(lock))::text").first == ["true"] else { return nil }
        return try await unlocking(session, body)
    }

    private var lock: String { "hashtextextended(\(SQLText.literal("hashinsight plugin " + manifest.id)), 0)" }

    private func unlocking<Value: Sendable>(_ session: any SchemaSession, _ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            try await session.script("SELECT pg_advisory_unlock(\(lock))")
            return value
        } catch {
            try? await session.script("SELECT pg_advisory_unlock(\(lock))")
            throw error
        }
    }

    private func run(
        _ session: any SchemaSession, _ digest: String, _ now: Int, _ readers: ReaderStatements, _ limit: MigrationLimit?
    ) async throws -> Outcome {
        var outcome = Outcome()
        let known = try await session.rows("SELECT plan_digest, vetted FROM app.plugin_schemas WHERE plugin = $1::text", [manifest.id])
            .first
        outcome.wasCurrent = known?.first == digest && known?.last == digest
        var vetted: (statements: [VettedStatement], scope: VettingScope)?
        if !outcome.wasCurrent {
            let report = try MigrationVetter.vet(bundle.migrations, manifest: manifest)
            let scope = VettingScope(manifest: manifest, enumTypes: Set(report.enumTypes))
            vetted = (try StatementVetter.vet(bundle.statements, scope: scope), scope)
            try await makeRoles(session)
            outcome.migrations = try await migrate(session, readers, limit)
            try await protect(session, report, digest)
            try await fillReferenceTables(session)
        }
        try await limitDisk(session)
        try await PartitionKeeper(manifest: manifest).keep(session, now: now)
        let findings = try await SchemaAudit(manifest: manifest).run(session)
        guard findings.isEmpty else {
            throw SchemaError(
                .tampered,
                "the schema \(manifest.schemaName) is not as the host makes it:\n" + findings.map { "  \($0)" }.joined(separator: "\n"))
        }
        if let vetted {
            let always = vetted.statements.filter { $0.optionalReads(manifest.grants).isEmpty }
            outcome.statements = try await StatementServerCheck(manifest: manifest, scope: vetted.scope).check(always, session)
        }
        try await settleReads(session, isChanged: vetted != nil, &outcome)
        if vetted != nil {
            _ = try await session.rows("UPDATE app.plugin_schemas SET vetted = $2::text WHERE plugin = $1::text", [manifest.id, digest])
        }
        try await noteStatements(session)
        return outcome
    }

    private func makeRoles(_ session: any SchemaSession) async throws {
        let names = [manifest.ownerRole, manifest.runtimeRole, manifest.ingestRole]
        let present = try await session.rows(
            "SELECT rolname::text FROM pg_roles WHERE rolname = ANY (string_to_array($1::text, ','))", [names.joined(separator: ",")])
        let database = try await session.rows("SELECT current_database()::text").first?.first ?? nil
        let hasSchema = try await session.rows("SELECT 1::text FROM pg_namespace WHERE nspname = $1::text", [manifest.schemaName])
        try await session.transaction {
            for name in names where !present.contains([name]) { try await session.script("CREATE ROLE \(SQLText.name(name))") }
            try await session.script(plan.roles(database: database ?? "", password: password))
            try await session.script("GRANT \(plan.owner) TO CURRENT_USER")
            if hasSchema.isEmpty { try await session.script("CREATE SCHEMA \(plan.schema) AUTHORIZATION \(plan.owner)") }
            try await session.script(plan.surroundings)
        }
        try await closeDatabase(session, database ?? "")
    }

    /// TEMP and CONNECT for everybody come with every database; whoever owns it takes them away once.
    private func closeDatabase(_ session: any SchemaSession, _ database: String) async throws {
        let open = try await session.rows(
            """
            SELECT (pg_has_role(d.datdba, 'USAGE'))::text FROM pg_database d
            WHERE d.datname = current_database()
              AND (d.datacl IS NULL OR EXISTS (SELECT FROM aclexplode(d.datacl) a WHERE a.grantee = 0))
            """)
        guard open.first?.first == "true" else { return }
        try await session.script("REVOKE ALL ON DATABASE \(SQLText.name(database)) FROM PUBLIC")
    }

    private func protect(_ session: any SchemaSession, _ report: MigrationReport, _ digest: String) async throws {
        try await LockPatience().transaction(session) {
            try await protectWithin(session, report)
            try await noteState(session, digest)
        }
    }

    /// Roll-up tables, policies and grants, made anew in the session's open transaction.
    ///
    /// - Parameters:
    ///   - keepsGrants: Takes no right to another plugin's table away: an older version still serves, which may use it.
    ///   - makesPolicies: Policies and grants on the plugin's own tables too, which locks each of them.
    func protectWithin(
        _ session: any SchemaSession, _ report: MigrationReport, keepsGrants: Bool = false, makesPolicies: Bool = true
    ) async throws {
        try await session.script(plan.actAsOwner)
        try await session.script(
            plan.rollupTables { table, column in
                guard let type = report.columns[table]?[column] else { return nil }
                return type.hasSuffix("[]") ? "\(SQLText.name(String(type.dropLast(2))))[]" : SQLText.name(type)
            })
        if makesPolicies { try await session.script(plan.protection) }
        try await session.script("RESET ROLE; SET LOCAL search_path = pg_catalog")
        try await grantRequiredTables(session, keepsFormer: keepsGrants)
    }

    /// Notes as what the schema stands now, in the session's open transaction.
    func noteState(_ session: any SchemaSession, _ digest: String) async throws {
        _ = try await session.rows(
            """
            INSERT INTO app.plugin_schemas (plugin, version, plan_digest, policies) VALUES ($1::text, $2::text, $3::text, $4::text)
            ON CONFLICT (plugin) DO UPDATE SET version = EXCLUDED.version, plan_digest = EXCLUDED.plan_digest,
                policies = EXCLUDED.policies, vetted = NULL, installed_at = now()
            """,
            [manifest.id, manifest.version.description, digest, try await SchemaAudit.policyFingerprint(manifest, session)])
    }
}
