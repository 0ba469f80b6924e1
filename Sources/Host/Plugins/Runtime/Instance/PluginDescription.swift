/// What the host needs to know of a plugin in order to run it; comes from its bundle.
package struct PluginDescription: Sendable {
    /// A declared statement: the file's name without `.sql`, and its text.
    package struct DeclaredStatement: Sendable, Hashable {
        package let name: String
        package let sql: String

        package init(name: String, sql: String) {
            self.name = name
            self.sql = sql
        }
    }

    /// A table into which the plugin may write in bulk.
    package struct IngestTable: Sendable, Hashable {
        package let name: String
        /// The column that the table is partitioned by, and how long one partition lasts; nil if it is one table.
        package let partition: Partition?

        package struct Partition: Sendable, Hashable {
            package let column: String
            package let everySeconds: Int

            package init(column: String, everySeconds: Int) {
                self.column = column
                self.everySeconds = everySeconds
            }
        }

        package init(name: String, partition: Partition? = nil) {
            self.name = name
            self.partition = partition
        }
    }

    package var id: String
    package var version: String
    package var libraryPath: String
    /// Calls may run on the host's event loops, because none of them blocks.
    package var isInline: Bool
    /// Services that the manifest asks for, such as `hashinsight.db/1`.
    package var services: Set<String>
    package var statements: [DeclaredStatement]
    package var ingestTables: [IngestTable]
    /// Topics without the plugin's id.
    package var topics: Set<String>
    package var routes: [RouteDeclaration]
    package var jobs: [String]
    package var tables: [String]
    /// Grants beyond the services, for people, such as `devices`.
    package var grants: [String]
    package var quotas: PluginQuotas

    package init(
        id: String, version: String, libraryPath: String, isInline: Bool = false, services: Set<String> = [],
        statements: [DeclaredStatement] = [], ingestTables: [IngestTable] = [], topics: Set<String> = [], routes: [RouteDeclaration] = [],
        jobs: [String] = [], tables: [String] = [], grants: [String] = [], quotas: PluginQuotas = PluginQuotas()
    ) {
        self.id = id
        self.version = version
        self.libraryPath = libraryPath
        self.isInline = isInline
        self.services = services
        self.statements = statements
        self.ingestTables = ingestTables
        self.topics = topics
        self.routes = routes
        self.jobs = jobs
        self.tables = tables
        self.grants = grants
        self.quotas = quotas
    }
}
