import EventLoop
import HostData
import HostTenancy
import Logging
import PostgresClient
import TestSupport

/// One host on a database of its own: everything that this module offers, wired as the host does it.
struct TenancyFixture: Sendable {
    let database: Database
    let loops: EventLoopGroup
    let directory: TenantDirectory
    let feed: ChangeFeed
    let hasher: PasswordHasher
    let identity: IdentityService
    let members: MembersService
    let apply: ConfigurationApply
    let toggle: PluginToggle
    let audit: AuditLog

    static let secret = try! SessionSecret([UInt8](repeating: 7, count: 32))

    /// - Parameter configuration: A database in which the host's migrations may run.
    init(_ configuration: PostgresConfiguration) async throws {
        loops = try EventLoopGroup(count: 1, name: "tenancy-test")
        database = Database(configuration, passwords: RolePasswords(secret: Self.secret.bytes), loops: loops)
        try await HostMigrator(pool: database.host).migrate()
        let logger = Logger(label: "tenancy-test") { _ in SwiftLogNoOpLogHandler() }
        directory = TenantDirectory(database: database, logger: logger)
        feed = ChangeFeed(database: database, logger: logger)
        hasher = PasswordHasher()
        identity = IdentityService(database: database, directory: directory, secret: Self.secret, hasher: hasher, logger: logger)
        members = MembersService(database: database, hasher: hasher)
        apply = ConfigurationApply(database: database, directory: directory, hasher: hasher)
        toggle = PluginToggle(database: database, directory: directory)
        audit = AuditLog(database: database)
        directory.follow(feed)
        identity.follow(feed)
        try await directory.refresh()
    }

    func close() async {
        await feed.stop()
        hasher.close()
        await database.close()
        loops.shutdown()
    }

    static func file(_ tenants: String = standard) throws -> TenantsFile {
        try TenantsFile.parse(
            Array("version: 1\nplugins: [{id: hosting, path: p}, {id: crm, path: q}]\ntenants:\n\(tenants)".utf8), path: "t.yaml")
    }

    static let standard = """
          - {id: operator, kind: operator, members: [{email: operator@x.test, role: owner}]}
          - {id: north, kind: provider, members: [{email: north@x.test, role: owner}], plugins: {hosting: {networks: [127.8.0.0/16], settings: {b: 1, a: [x]}}}}
          - {id: alpha, kind: client, parent: north, members: [{email: alpha@x.test, role: user}], plugins: {hosting: {networks: [127.8.0.0/16, "::1"]}}}
          - {id: beta, kind: client, parent: north, plugins: {hosting: {enabled: false}}}
          - {id: south, kind: provider}

        """

    /// Runs a statement of the test's own.
    @discardableResult
    func sql(_ sql: String) async throws -> RowBatch { try await database.host.query(Statement(sql)) }

    func number(_ sql: String) async throws -> Int64? { try await self.sql(sql).integer(row: 0, column: 0) }

    /// Waits, without a limit of its own, until something that another task brings about is so.
    func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// Opens fixtures on one fresh database, runs the test, and closes everything.
/// - Parameter hosts: How many hosts share the database.
func withHosts(_ hosts: Int, _ body: ([TenancyFixture]) async throws -> Void) async throws {
    let configuration = try await TestPostgres.shared.makeDatabase()
    var fixtures: [TenancyFixture] = []
    for _ in 0..<hosts { fixtures.append(try await TenancyFixture(configuration)) }
    let result: Result<Void, any Error>
    do {
        try await body(fixtures)
        result = .success(())
    } catch {
        result = .failure(error)
    }
    for fixture in fixtures { await fixture.close() }
    try result.get()
}

/// As ``withHosts(_:_:)`` with one.
func withHost(_ body: (TenancyFixture) async throws -> Void) async throws {
    try await withHosts(1) { try await body($0[0]) }
}
