extension SchemaPlan {
    /// Runs statements as the plugin's owner in one transaction, with every tenant's rows in sight: for a trial's database, never a served one.
    package func run(_ script: String, _ session: any SchemaSession) async throws {
        try await session.transaction {
            try await session.script(actAsOwner)
            try await session.script(script)
        }
    }
}
