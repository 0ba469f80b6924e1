package import PostgresClient

extension PostgresSession: SchemaSession {
    package func rows(_ sql: String, _ parameters: [String?]) async throws -> [[String?]] {
        let result = try await execute([(Statement(sql), parameters.map { PostgresValue($0) })])
        guard let rows = result.last?.rows else { return [] }
        return (0..<rows.rowCount).map { row in (0..<rows.columnCount).map { rows.text(row: row, column: $0) } }
    }

    package func script(_ sql: String) async throws { try await script(sql, deadlineNanos: nil) }

    package func describe(_ sql: String) async throws -> SchemaStatementTypes {
        let description: StatementDescription = try await describe(sql)
        return SchemaStatementTypes(
            parameters: description.parameterTypeOIDs, columnNames: description.columns.map(\.name),
            columnTypes: description.columns.map(\.typeOID))
    }
}
