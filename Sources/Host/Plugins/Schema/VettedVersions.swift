/// The statements of two versions that are to serve side by side, vetted, and the checks of each on the server.
struct VettedVersions: Sendable {
    let older: Manifest
    let report: MigrationReport
    let olderStatements: [VettedStatement]
    let newerStatements: [VettedStatement]
    let olderCheck: StatementServerCheck
    let newerCheck: StatementServerCheck

    /// - Throws: `VettingError` if the newer version is refused by its text.
    init(older: PluginBundle, newer: PluginBundle) throws {
        self.older = older.manifest
        report = try MigrationVetter.vet(newer.migrations, manifest: newer.manifest)
        let enums = Set(report.enumTypes)
        let olderScope = VettingScope(manifest: older.manifest, enumTypes: enums)
        let newerScope = VettingScope(manifest: newer.manifest, enumTypes: enums)
        olderStatements = try StatementVetter.vet(older.statements, scope: olderScope)
        newerStatements = try StatementVetter.vet(newer.statements, scope: newerScope)
        olderCheck = StatementServerCheck(manifest: older.manifest, scope: olderScope)
        newerCheck = StatementServerCheck(manifest: newer.manifest, scope: newerScope)
    }

    /// Whether the older version's statements still hold, in the session's open transaction as the owner.
    ///
    /// - Throws: `SchemaError` (`refused`) that names the migration and each statement.
    func checkOlder(_ session: any SchemaSession, after migration: MigrationSource) async throws {
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
