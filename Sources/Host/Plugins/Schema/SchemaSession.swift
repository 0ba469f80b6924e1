/// One connection of the host's own role, as the schema's keepers need it: statements with text in and text out.
package protocol SchemaSession: Sendable {
    /// Executes one statement. Parameters are text, so the statement says `$1::text`; every column is read as text.
    func rows(_ sql: String, _ parameters: [String?]) async throws -> [[String?]]
    /// Executes several statements without parameters.
    func script(_ sql: String) async throws
    /// The same; throws `PostgresError` with `timeout` if they have not ended by then, by the monotonic clock.
    func script(_ sql: String, deadlineNanos: UInt64?) async throws
    /// Parameter types and result columns of a statement, without executing it.
    func describe(_ sql: String) async throws -> SchemaStatementTypes
}

/// Types of a statement, by their OIDs.
package struct SchemaStatementTypes: Sendable, Hashable {
    package let parameters: [UInt32]
    package let columnNames: [String]
    package let columnTypes: [UInt32]

    package init(parameters: [UInt32], columnNames: [String], columnTypes: [UInt32]) {
        self.parameters = parameters
        self.columnNames = columnNames
        self.columnTypes = columnTypes
    }
}

extension SchemaSession {
    /// Executes one statement without parameters.
    package func rows(_ sql: String) async throws -> [[String?]] { try await rows(sql, []) }

    /// Runs `body` in a transaction; rolls back if it throws.
    package func transaction<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await script("BEGIN")
        do {
            let value = try await body()
            try await script("COMMIT")
            return value
        } catch {
            try? await script("ROLLBACK")
            throw error
        }
    }
}
