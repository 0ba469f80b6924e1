import PostgresClient

/// Vets statements once more on the server: lets it analyse each as a function's body, in a transaction that is rolled back, and
/// checks what its tree really calls and reads. Sees through every escape, overload and implicit call that the text can hide.
struct StatementServerCheck: Sendable {
    let manifest: Manifest
    let scope: VettingScope

    /// Checks all statements.
    ///
    /// - Returns: Their types by name.
    /// - Throws: `SchemaError` (`refused`) that names each statement and what is wrong; the session's errors without a database.
    func check(_ statements: [VettedStatement], _ session: any SchemaSession) async throws -> [String: StatementTypes] {
        try await session.script("BEGIN;\n" + SchemaPlan(manifest: manifest).actAsOwner)
        do {
            let types = try await checkWithin(statements, session)
            try await session.script("ROLLBACK")
            return types
        } catch {
            try? await session.script("ROLLBACK")
            throw error
        }
    }

    /// As ``check(_:_:)`` within the session's open transaction, which acts as the plugin's owner and is left as it was.
    @discardableResult
    func checkWithin(_ statements: [VettedStatement], _ session: any SchemaSession) async throws -> [String: StatementTypes] {
        let allowed = try await AllowedObjects(scope: scope, session)
        var types: [String: StatementTypes] = [:]
        var problems: [String] = []
        for statement in statements {
            try await session.script("SAVEPOINT vetting")
            do {
                let found = try await self.types(of: statement.sql, allowed, session)
                types[statement.name] = found.types
                problems += found.problems.map { "queries/\(statement.name).sql: \($0)" }
            } catch let error as SchemaError {
                throw error
            } catch let error as PostgresError where error.isLockMissed {
                throw error
            } catch {
                problems.append("queries/\(statement.name).sql: the server refuses it: \(error)")
            }
            try await session.script("ROLLBACK TO SAVEPOINT vetting; RELEASE SAVEPOINT vetting")
        }
        guard problems.isEmpty else { throw SchemaError(.refused, problems.joined(separator: "\n")) }
        return types
    }

    private func types(of sql: String, _ allowed: AllowedObjects, _ session: any SchemaSession) async throws -> (
        types: StatementTypes, problems: [String]
    ) {
        let described = try await session.describe(sql)
        let names = try await session.rows(
            "SELECT o::text, format_type(o, NULL) FROM unnest(string_to_array($1::text, ',')::oid[]) AS o",
            [Set(described.parameters + described.columnTypes).map(String.init).joined(separator: ",")])
        let printed = Dictionary(names.map { ($0[0] ?? "", $0[1] ?? "") }, uniquingKeysWith: { first, _ in first })
        let parameters = described.parameters.map { printed[String($0)] ?? String($0) }
        var problems: [String] = []
        for (index, oid) in described.parameters.enumerated() where !allowed.types.contains(oid) {
            problems.append("$\(index + 1) has the type \(parameters[index]), which is not on the list of allowed types; cast it")
        }
        for (index, oid) in described.columnTypes.enumerated() where !allowed.types.contains(oid) {
            problems.append(
                "the column \(described.columnNames[index]) has the type \(printed[String(oid)] ?? String(oid)), which is not on the list of allowed types; cast it"
            )
        }
        // The types come from the server's own list, so they are safe as text; VOID takes any body.
        try await session.script(
            "CREATE FUNCTION \(SQLText.name(manifest.schemaName)).hashinsight_vetting(\(parameters.joined(separator: ", "))) RETURNS void LANGUAGE sql\nBEGIN ATOMIC\n\(sql)\n;\nEND"
        )
        let body = try await session.rows(
            "SELECT prosqlbody::text FROM pg_proc WHERE proname = 'hashinsight_vetting' AND pronamespace = to_regnamespace($1::text)",
            [SQLText.name(manifest.schemaName)])
        guard let tree = body.first?.first ?? nil else { throw SchemaError(.failed, "the server stored no tree for the statement") }
        problems += QueryTreeCheck.problems(in: tree, allowed)
        let columns = zip(described.columnNames, described.columnTypes).map {
            StatementTypes.Column(name: $0, type: printed[String($1)] ?? String($1))
        }
        return (StatementTypes(parameters: parameters, columns: columns), problems)
    }
}
