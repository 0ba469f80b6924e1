package import PostgresClient

extension PostgresSession: SchemaSession {
    /// Runs one statement; parameters and results as text.
    package func rows(_ sql: String, _ parameters: [String?]) async throws -> [[String?]] {
        let result = try await execute([(Statement(sql), parameters.map { PostgresValue($0) })])
        guard let rows = result.last?.rows else { return [] }
        return (0..<rows.rowCount).map { row in (0..<rows.columnCount).map { rows.text(row: row, column: $0) } }
    }

    /// Runs several statements without parameters or results.
    package func script(_ sql: String) async throws { try await script(sql, deadlineNanos: nil) }

    /// The types of a statement's parameters and columns, from the server, without running it.
    package func describe(_ sql: String) async throws -> SchemaStatementTypes {
        let description: StatementDescription = try await describe(sql)
        return SchemaStatementTypes(
            parameters: description.parameterTypeOIDs, columnNames: description.columns.map(\.name),
            columnTypes: description.columns.map(\.typeOID))
    }
}
