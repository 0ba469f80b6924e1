/// Which of the tables that a version can do without its statements fit.
struct OptionalReadCheck: Sendable {
    struct Result: Sendable {
        /// Why a table cannot be given.
        var unfit: [TableGrant: String] = [:]
        /// Of the statements that hold.
        var types: [String: StatementTypes] = [:]
    }

    private let statements: [(statement: VettedStatement, tables: Set<TableGrant>)]
    private let check: StatementServerCheck

    /// - Throws: `VettingError` if the version is refused by its text.
    init(_ bundle: PluginBundle) throws {
        let manifest = bundle.manifest
        let enumTypes = try MigrationVetter.vet(bundle.migrations, manifest: manifest).enumTypes
        let scope = VettingScope(manifest: manifest, enumTypes: Set(enumTypes))
        let vetted = try StatementVetter.vet(bundle.statements, scope: scope)
        statements = vetted.map { (statement: $0, tables: $0.optionalReads(manifest.grants)) }.filter { !$0.tables.isEmpty }
        check = StatementServerCheck(manifest: manifest, scope: scope)
    }

    /// Asks the server in the session's open transaction, which acts as the plugin's owner.
    ///
    /// - Parameter there: The tables that could be given.
    /// - Throws: The session's errors; `PostgresError` if a lock was not to be had, which says nothing about a statement.
    func run(_ there: Set<TableGrant>, _ session: any SchemaSession) async throws -> Result {
        var result = Result()
        for (statement, tables) in statements where tables.isSubset(of: there) {
            do {
                let types = try await check.checkWithin([statement], session)
                result.types.merge(types) { first, _ in first }
            } catch let error as SchemaError where error.code == .refused {
                for table in tables { result.unfit[table] = error.description }
            }
        }
        return result
    }
}
