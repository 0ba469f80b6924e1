extension PluginSchema {
    /// What a plugin that was set up does without now, each table with why. Nothing is given or taken, so anybody may ask at any time.
    ///
    /// - Throws: The session's errors.
    package static func lacking(_ manifest: Manifest, _ session: any SchemaSession) async throws -> [TableGrant: String] {
        let optional = manifest.grants.optionalTables
        // What has no tables yet was given nothing because nobody has looked.
        guard !optional.isEmpty,
            try await !session.rows("SELECT plugin FROM app.plugin_schemas WHERE plugin = $1::text", [manifest.id]).isEmpty
        else { return [:] }
        let there = try await Self.there(optional, session)
        let given = try await Self.givenTables(of: manifest.id, session)
        return optional.reduce(into: [:]) { lacking, grant in
            if !there.contains(grant) {
                lacking[grant] = notThere(grant)
            } else if !given.contains(grant) {
                lacking[grant] = "it does not fit a statement that reads it, or no host has looked since it came; the host's log says which"
            }
        }
    }

    /// Why a table is lacking that is not in the database.
    static func notThere(_ grant: TableGrant) -> String { "the plugin \(grant.plugin) is not installed, or has no such table" }
}
