import PostgresClient

/// The statements of other plugins that read a plugin's tables by grants, as the host noted them (``PluginSchema/noteStatements(_:beside:)``).
///
/// Whether a change of the tables breaks one is told by asking the server about each before and after: what was broken before is nobody's
/// fault now.
struct ReaderStatements: Sendable {
    /// One statement of one version.
    struct Statement: Sendable, Hashable {
        let plugin: String
        let version: String
        let name: String
        let sql: String
    }

    /// What the server says of a statement.
    enum Answer: Sendable, Hashable {
        case types(SchemaStatementTypes)
        /// It does not hold; why.
        case refused(String)
    }

    let provider: String
    let statements: [Statement]

    init(provider: String, statements: [Statement]) {
        self.provider = provider
        self.statements = statements
    }

    /// Those whose text names the provider's schema. An escaped name could be any, so those count too.
    ///
    /// - Parameter session: As the host's own role.
    init(of manifest: Manifest, _ session: any SchemaSession) async throws {
        let rows = try await session.rows(
            #"""
            SELECT s.plugin, s.version, s.name, s.sql FROM app.plugin_statements s
            WHERE s.plugin <> $1::text AND (strpos(lower(s.sql), $2::text) > 0 OR strpos(lower(s.sql), 'u&"') > 0)
              AND EXISTS (SELECT FROM app.plugin_grants g WHERE g.plugin = s.plugin AND g.on_plugin = $1::text)
            ORDER BY s.plugin, s.version, s.name
            """#, [manifest.id, manifest.schemaName])
        self.init(
            provider: manifest.id,
            statements: rows.map { Statement(plugin: $0[0] ?? "", version: $0[1] ?? "", name: $0[2] ?? "", sql: $0[3] ?? "") })
    }

    /// What the server says of each now, within the session's open transaction, which is left as it was.
    ///
    /// - Throws: The session's errors; `PostgresError` if a lock was not to be had in time, which says nothing about a statement.
    func answers(_ session: any SchemaSession) async throws -> [Answer] {
        var answers: [Answer] = []
        for statement in statements {
            try await session.script("SAVEPOINT reader")
            do {
                try await session.script(
                    "SET LOCAL ROLE \(SQLText.name("own_\(statement.plugin)")); SET LOCAL search_path = \(SQLText.name("p_\(statement.plugin)")), pg_catalog, pg_temp"
                )
                answers.append(.types(try await session.describe(statement.sql)))
            } catch let error as PostgresError where error.isLockMissed {
                throw error
            } catch {
                answers.append(.refused("\(error)"))
            }
            // Takes role and search path back too.
            try await session.script("ROLLBACK TO SAVEPOINT reader; RELEASE SAVEPOINT reader")
        }
        return answers
    }

    /// Whether all that held before still do.
    ///
    /// - Parameters:
    ///   - before: ``answers(_:)`` of earlier in the same transaction.
    ///   - step: What was done since, for the message.
    /// - Throws: `SchemaError` (`refused`) that names each plugin and statement; as ``answers(_:)``.
    func check(_ session: any SchemaSession, since before: [Answer], after step: String) async throws {
        let problems = problems(before, try await answers(session))
        guard problems.isEmpty else {
            throw SchemaError(
                .refused,
                "after \(step) plugins that read the tables of \(provider) could not go on; bring them to a version that can, or purge them:\n"
                    + problems.joined(separator: "\n"))
        }
    }

    /// What holds no longer, or gives something else. Pure.
    func problems(_ before: [Answer], _ after: [Answer]) -> [String] {
        zip(statements, zip(before, after)).compactMap { statement, answers in
            let name = "\(statement.plugin) \(statement.version): queries/\(statement.name).sql"
            guard case .types(let before) = answers.0 else { return nil }
            switch answers.1 {
            case .refused(let why): return "\(name): the server refuses it: \(why)"
            case .types(let after):
                if after.parameters != before.parameters { return "\(name): its parameters are of other types" }
                // `SELECT *` gets a new column at its end; columns are read by name.
                let holds =
                    after.columnNames.starts(with: before.columnNames) && after.columnTypes.starts(with: before.columnTypes)
                return holds ? nil : "\(name): its columns have other names or types"
            }
        }
    }
}
