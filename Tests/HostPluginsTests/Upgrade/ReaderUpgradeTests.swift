import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A plugin's migrations spare the plugins that read its tables", .timeLimit(.minutes(3)))
struct ReaderUpgradeTests {
    private static let dropping = "-- contract: true\nALTER TABLE miners DROP COLUMN power_watts;"

    private let provider: SchemaWorld
    private var reader: String { "r\(provider.id)" }

    init() async throws {
        provider = try await SchemaWorld.filled { try SchemaWorld.bundle(id: $0, statements: ["SELECT id, name FROM sites"]) }
    }

    /// The provider's next version.
    private func newer(_ migrations: String...) throws -> PluginBundle {
        try SchemaWorld.bundle(
            id: provider.id, migrations: [Manifests.hostingTables] + migrations, statements: ["SELECT id, name FROM sites"],
            replacing: [("version: 1.0.0", "version: 2.0.0")])
    }

    /// A version of the plugin that reads.
    private func reading(_ sql: String, version: String = "1.0.0") throws -> PluginBundle {
        try provider.reader(asking: #""hosting.miners: read", "hosting.sites: read""#, statements: [("look", sql)], version: version)
    }

    private func schema(_ bundle: PluginBundle) -> PluginSchema { PluginSchema(bundle: bundle, password: SchemaWorld.password) }

    private func install(_ bundle: PluginBundle, sparesReaders: Bool = false) async throws -> [String] {
        try await provider.host.withSession {
            try await schema(bundle).install($0, now: SchemaWorld.now, sparesReaders: sparesReaders).migrations
        }
    }

    private func trial(_ bundle: PluginBundle) async throws -> [MigrationTrial] {
        try await provider.host.withSession { try await schema(bundle).trial($0, beside: provider.bundle) }
    }

    private func expand(_ bundle: PluginBundle, beside older: PluginBundle) async throws -> [String] {
        try await provider.host.withSession { try await schema(bundle).expand($0, beside: older, now: SchemaWorld.now).migrations }
    }

    private func applied() async throws -> [String] {
        try await provider.texts(
            nil, "SELECT number::text FROM app.plugin_migrations WHERE plugin = '\(provider.id)' ORDER BY number", in: provider.host)
    }

    @Test("An added column that makes a reader's name ambiguous is refused with plugin and statement, dry and in earnest")
    func ambiguous() async throws {
        _ = try await install(
            reading("SELECT serial FROM hosting.miners AS m JOIN hosting.sites AS s ON s.tenant_id = m.tenant_id WHERE name = $1"))
        let newer = try newer("ALTER TABLE miners ADD COLUMN name text;")
        for attempt in [{ _ = try await trial(newer) }, { _ = try await expand(newer, beside: provider.bundle) }] {
            let error = await #expect(throws: SchemaError.self) { try await attempt() }
            let text = error?.description ?? ""
            #expect(error?.code == .refused && text.contains("\(reader) 1.0.0: queries/look.sql"), "\(text)")
            #expect(text.contains("migrations/0002_step.sql") && text.contains("ambiguous"), "\(text)")
        }
        #expect(try await applied() == ["1"])
        let other = try self.newer("ALTER TABLE miners ADD COLUMN note text;")
        #expect(try await expand(other, beside: provider.bundle) == ["0002_step"], "what the reader does not mind runs")
    }

    @Test("A column that a reader needs is not dropped: the dry run tells, the end of the upgrade is refused until the reader has moved on")
    func dropped() async throws {
        _ = try await install(reading("SELECT serial, power_watts FROM hosting.miners"))
        let newer = try newer(Self.dropping)
        let trials = try await trial(newer)
        #expect(trials.map(\.isContract) == [true])
        #expect(trials.first?.obstacle?.contains("\(reader) 1.0.0: queries/look.sql") == true, "\(trials)")
        #expect(try await expand(newer, beside: provider.bundle) == [], "it stands in no upgrade's way")
        let error = await #expect(throws: SchemaError.self) { try await install(newer, sparesReaders: true) }
        #expect(
            error?.code == .refused && error?.description.contains("\(reader) 1.0.0: queries/look.sql") == true,
            "\(String(describing: error))")
        #expect(try await applied() == ["1"])
        #expect(try await provider.texts(.alpha, "SELECT count(power_watts)::text FROM miners") == ["0"], "the column is there")

        _ = try await install(reading("SELECT serial FROM hosting.miners", version: "2.0.0"))
        #expect(try await trial(newer).map(\.obstacle) == [nil])
        #expect(try await install(newer, sparesReaders: true) == ["0002_step"])
    }

    @Test("A column that would be of another type for a reader is told")
    func retyped() async throws {
        _ = try await install(reading("SELECT power_watts FROM hosting.miners"))
        let trials = try await trial(try newer("-- contract: true\nALTER TABLE miners ALTER COLUMN power_watts TYPE bigint;"))
        #expect(trials.first?.obstacle?.contains("queries/look.sql: its columns have other names or types") == true, "\(trials)")
    }

    @Test("Both versions of a reader count while they serve side by side, and only one after; what was broken before is nobody's fault")
    func versions() async throws {
        let first = try reading("SELECT serial, power_watts FROM hosting.miners")
        let second = try reading("SELECT serial FROM hosting.miners", version: "2.0.0")
        let noted = "SELECT version FROM app.plugin_statements WHERE plugin = '\(reader)' ORDER BY version"
        _ = try await install(first)
        _ = try await expand(second, beside: first)
        #expect(try await provider.texts(nil, noted, in: provider.host) == ["1.0.0", "2.0.0"])
        let newer = try newer(Self.dropping)
        #expect(try await trial(newer).first?.obstacle?.contains("\(reader) 1.0.0") == true)
        _ = try await install(second)
        #expect(try await provider.texts(nil, noted, in: provider.host) == ["2.0.0"])
        _ = try await provider.host.query(
            "INSERT INTO app.plugin_statements (plugin, digest, version, name, sql) VALUES ($1::text, 'x', '0.1.0', 'old', $2::text)",
            .text(reader), .text("SELECT no_such FROM \(provider.schema).miners"))
        #expect(try await trial(newer).map(\.obstacle) == [nil])
    }
}
