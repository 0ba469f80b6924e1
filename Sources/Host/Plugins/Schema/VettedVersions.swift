/// The statements of two versions that are to serve side by side, vetted, and the checks of each on the server.
struct VettedVersions: Sendable {
    let older: Manifest
    let newer: Manifest
    let report: MigrationReport
    /// Names of the columns that the older version's own migrations make, by table.
    let olderColumns: [String: Set<String>]
    private(set) var olderStatements: [VettedStatement]
    private(set) var newerStatements: [VettedStatement]
    let olderCheck: StatementServerCheck
    let newerCheck: StatementServerCheck

    /// - Throws: `VettingError` if the newer version is refused by its text.
    init(older: PluginBundle, newer: PluginBundle) throws {
        self.older = older.manifest
        self.newer = newer.manifest
        report = try MigrationVetter.vet(newer.migrations, manifest: newer.manifest)
        olderColumns = try MigrationVetter.vet(older.migrations, manifest: older.manifest).columns.mapValues { Set($0.keys) }
        let enums = Set(report.enumTypes)
        let olderScope = VettingScope(manifest: older.manifest, enumTypes: enums)
        let newerScope = VettingScope(manifest: newer.manifest, enumTypes: enums)
        olderStatements = try StatementVetter.vet(older.statements, scope: olderScope)
        newerStatements = try StatementVetter.vet(newer.statements, scope: newerScope)
        olderCheck = StatementServerCheck(manifest: older.manifest, scope: olderScope)
        newerCheck = StatementServerCheck(manifest: newer.manifest, scope: newerScope)
    }

    /// Leaves out what does not hold anyway: the older version's statements that read tables which it can do without and was not given. Those of
    /// the newer one are checked when it is given them.
    mutating func leaveOut(lackingOf given: Set<TableGrant>) {
        olderStatements.removeAll { !$0.optionalReads(older.grants).isSubset(of: given) }
        newerStatements.removeAll { !$0.optionalReads(newer.grants).isEmpty }
    }

    /// Whether the older version's statements still hold and may write what they wrote, in the session's open transaction as the owner.
    ///
    /// What binds rows shows only when they are written, and no tenant's rows are written to find out: so any narrower table is refused.
    /// - Parameter before: What the tables asked of writers before the migration.
    /// - Throws: `SchemaError` (`refused`) that names the migration and each statement, or each step that narrows.
    func checkOlder(_ session: any SchemaSession, after migration: MigrationSource, since before: WriteSurface) async throws {
        let narrowings = before.narrowings(to: try await WriteSurface(of: older, session), known: olderColumns)
        guard narrowings.isEmpty else {
            throw SchemaError(
                .refused,
                "\(migration.path) narrows what the version that serves now, \(older.version), may write; put it into a file marked -- contract: true, which runs when the upgrade is finished:\n"
                    + narrowings.map { "  \($0)" }.joined(separator: "\n"))
        }
        do {
            try await olderCheck.checkWithin(olderStatements, session)
        } catch let error as SchemaError {
            throw SchemaError(
                .refused,
                "after \(migration.path) the version that serves now, \(older.version), could not go on:\n\(error.description)",
                cause: error)
        }
    }
}
