/// What a plugin says about itself in `plugin.yaml`: all that the host must know before it runs any of its code.
package struct Manifest: Sendable, Equatable {
    /// `[a-z][a-z0-9_]{1,30}`; also names the schema `p_<id>`, the roles and the paths.
    package let id: String
    /// For people.
    package let name: String
    package let version: SemanticVersion
    /// The contract that the library was built against.
    package let abi: ContractVersion
    /// File name of the shared library inside the bundle.
    package let library: String
    /// `swift-6.3` for Swift plugins, whose standard library is shared with the host; anything else (`c`, `rust`) is not checked.
    package let toolchain: String
    /// On which threads the host calls.
    package let calls: CallStyle
    /// Services of the host that it asks for, such as `hashinsight.db/1`.
    package let services: [String]
    package let grants: Grants
    /// May run in a worker process.
    package let isWorkerSafe: Bool
    package let routes: [Route]
    package let navigation: [NavigationEntry]
    package let jobs: [JobDeclaration]
    /// Topics without the plugin's id; on the wire `<id>.<topic>`.
    package let events: [String]
    /// Secrets that it wants to be given, sorted by name.
    package let secrets: [SecretDeclaration]
    /// The statements that its code asks for by name; each is a file `queries/<name>.sql`. Empty if it does not say.
    package let statements: [String]
    /// Every table that its migrations create, sorted by name. Roll-up tables are not in here; they are made by the host.
    package let tables: [TableDeclaration]
    package let settings: SettingsSchema
    package let quotas: Quotas

    /// The schema that holds its tables.
    package var schemaName: String { "p_\(id)" }
    /// Owns the tables; nobody logs in as it.
    package var ownerRole: String { "own_\(id)" }
    /// Executes the declared statements.
    package var runtimeRole: String { "rt_\(id)" }
    /// Writes telemetry into partitions.
    package var ingestRole: String { "in_\(id)" }

    /// The declaration of a table, or nil.
    package func table(_ name: String) -> TableDeclaration? { tables.first { $0.name == name } }

    /// The roll-up table of that name with the table that it is made from, or nil.
    package func rollup(_ name: String) -> (source: TableDeclaration, rollup: RollupDeclaration)? {
        for table in tables { for rollup in table.rollups where rollup.table == name { return (table, rollup) } }
        return nil
    }

    /// How the host calls into the plugin.
    package enum CallStyle: String, Sendable, CaseIterable {
        /// On the host's event loops; must never block.
        case inline
        /// On threads that the host keeps for the plugin.
        case threads
    }
}
