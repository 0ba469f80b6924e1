import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PluginABI
import PostgresClient
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A plugin reads the secrets that were given to it, in the host and in a worker", .timeLimit(.minutes(5)))
struct SecretServiceTests {
    private static let clear = "correct horse battery staple"
    private let origin = ChangeOrigin(actor: "operator@x.test")

    /// A database with a host, two tenants and the test plugin, which lists four secrets.
    private final class World: Sendable {
        let database: Database
        let loops: EventLoopGroup
        let directory: TenantDirectory
        let store: SecretStore
        let host: PluginHost
        let log: LogCapture

        init(isolation: IsolationMode, requires: Bool = false, granted: [String]? = nil) async throws {
            let configuration = try await TestPostgres.shared.makeDatabase()
            let log = LogCapture()
            let logger = Logger(label: "test") { _ in log.handler }
            self.log = log
            loops = try EventLoopGroup(count: 1, name: "secrets")
            database = Database(configuration, passwords: RolePasswords(secret: Array(repeating: 7, count: 32)), loops: loops)
            try await HostMigrator(pool: database.host).migrate()
            directory = TenantDirectory(database: database, logger: logger)
            let hasher = PasswordHasher()
            let file = try TenantsFile.parse(
                Array(
                    """
                    version: 1
                    plugins: [{id: test, path: p}]
                    tenants:
                      - {id: operator, kind: operator}
                      - {id: north, kind: provider}
                      - {id: alpha, kind: client, parent: north, plugins: {test: {}}}
                      - {id: beta, kind: client, parent: north, plugins: {test: {}}}
                    """.utf8), path: "t.yaml")
            _ = try await ConfigurationApply(database: database, directory: directory, hasher: hasher).apply(file)
            hasher.close()
            store = SecretStore(
                database: database, directory: directory,
                keys: SecretKeyRing(try SecretKey(master: Array(repeating: 1, count: 32), source: "SECRETS_KEY")))
            host = PluginHost(
                database: database, exchanger: DeviceExchanger(loops: loops), events: EventBus(), logger: logger, secrets: store,
                requiresConsent: granted != nil, workers: WorkerPool(logger: logger))
            let manifest = try ManifestReader.read(
                """
                id: test
                name: Test
                version: 1.0.0
                abi: "1.0"
                library: libTest.so
                toolchain: c
                calls: inline
                worker_safe: true
                services: [hashinsight.secrets/1, hashinsight.log/1]
                secrets:
                  own_key: {description: "a key of each tenant", required: \(requires), scope: tenant}
                  common_key: {description: "a key for all"}
                  idle_key: {description: "a key that nobody sets", scope: tenant}
                  made_key: {description: "a key that the host makes", scope: tenant, generate: true}
                """)
            if let granted {
                let consents = ConsentService(database: database, directory: directory)
                try await consents.give(plugin: "test", version: "1.0.0", items: granted, origin: .commandLine)
                await host.setPolicies([:])
            }
            await host.load([
                RunnablePlugin(
                    manifest: manifest, libraryPath: try TestPlugin.library(), isolation: PluginIsolation(mode: isolation, sharing: .tenant)
                )
            ])
            host.follow(directory)
            try await directory.refresh()
            await host.apply(directory.snapshot)
            // A worker's start takes a while on a busy machine.
            for tenant in ["alpha", "beta"] { await host.settle(tenant: tenant, plugin: "test", limitNanos: 100_000_000_000) }
        }

        func key(_ tenant: String) throws -> TenantKey { try #require(directory.snapshot.tenant(id: tenant)).key }

        func instance(_ tenant: String) throws -> LiveInstance? {
            host.routes.instance(tenantKey: try key(tenant).rawValue, plugin: "test")
        }

        /// What the plugin reads for a tenant: the value and its scope, or how it ended.
        func read(_ tenant: String, _ name: String) async throws -> String {
            guard let instance = try instance(tenant) else { return "not served" }
            do throws(PluginCallError) {
                let answer = try await instance.handle(TestPlugin.request("secret", body: Array(name.utf8)))
                guard case .body(let bytes) = answer.content else { return "no body" }
                return bytes.withUnsafeBytes { raw in
                    guard let message = try? MessageReader(raw), let value = message.first(HI_SECRET_VALUE) else { return answer.text }
                    return String(decoding: value.bytes, as: UTF8.self) + " \(message.first(HI_SECRET_SCOPE)?.integer ?? 0)"
                }
            } catch {
                return "\(error.status): \(error.message)"
            }
        }

        func close() async {
            await host.close()
            await database.close()
            loops.shutdown()
        }
    }

    @Test(
        "One that the host makes is there at the first read, the same from then on, and another for each tenant; what is set comes before")
    func generated() async throws {
        let world = try await World(isolation: .host)
        do {
            async let first = world.read("alpha", "made_key")
            async let second = world.read("alpha", "made_key")
            let (made, again) = try await (first, second)
            #expect(made == again && made.hasSuffix(" 1"), "\(made)")
            let place = SecretPlace(tenant: try world.key("alpha"), plugin: "test", name: "made_key")
            #expect(try await world.store.read(place)?.value.count == 32)
            let other = try await world.read("beta", "made_key")
            #expect(other != made && other.hasSuffix(" 1"), "\(other)")
            _ = try await world.read("alpha", "idle_key")
            #expect(try await world.store.read(SecretPlace(tenant: world.key("alpha"), plugin: "test", name: "idle_key")) == nil)
            try await world.store.remove(plugin: "test", name: "made_key", tenant: "beta", origin: origin)
            try await world.store.set(try SecretValue("for all".utf8), plugin: "test", name: "made_key", tenant: nil, origin: origin)
            #expect(try await world.read("beta", "made_key") == "for all 2")
            #expect(try await world.read("alpha", "made_key") == made)
        } catch {
            await world.close()
            throw error
        }
        await world.close()
    }

    /// Every line of a logger, with its metadata.
    private final class LogCapture: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        var handler: Handler { Handler(capture: self) }

        struct Handler: LogHandler {
            let capture: LogCapture
            var metadata: Logger.Metadata = [:]
            var logLevel: Logger.Level = .trace

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                capture.kept.withLock { $0.append("\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])") }
            }
        }
    }

    private func set(_ world: World, _ value: String, _ name: String, tenant: String?) async throws {
        try await world.store.set(try SecretValue(value.utf8), plugin: "test", name: name, tenant: tenant, origin: origin)
    }

    @Test("its tenant's own, else the one for all, as it is now; never another tenant's", arguments: [IsolationMode.host, .worker])
    func reads(isolation: IsolationMode) async throws {
        let world = try await World(isolation: isolation)
        #expect(try await world.read("alpha", "own_key") == "status 02", "nobody has set it")
        try await set(world, Self.clear, "own_key", tenant: "alpha")
        try await set(world, "for all", "common_key", tenant: nil)
        #expect(try await world.read("alpha", "own_key") == "\(Self.clear) 1")
        #expect(try await world.read("beta", "own_key") == "status 02")
        #expect(try await world.read("alpha", "common_key") == "for all 2")
        #expect(try await world.read("beta", "common_key") == "for all 2")
        try await set(world, "the operator's", "own_key", tenant: nil)
        #expect(try await world.read("beta", "own_key") == "the operator's 2")
        try await set(world, "another", "own_key", tenant: "alpha")
        #expect(try await world.read("alpha", "own_key") == "another 1", "without a restart")
        await world.close()
    }

    @Test(
        "Reads of a second beyond the quota are refused for this tenant alone, until the next one",
        arguments: [IsolationMode.host, .worker])
    func rate(isolation: IsolationMode) async throws {
        let world = try await World(isolation: isolation)
        try await set(world, "for all", "common_key", tenant: nil)
        let alpha = try #require(try world.instance("alpha"))
        alpha.meter.apply(Quotas([.secretsPerSecond: 2]))
        var told = "for all 2"
        // A second may end between any two.
        for _ in 0..<3_000 where told == "for all 2" { told = try await world.read("alpha", "common_key") }
        #expect(isolation == .worker ? told == "status 07" : told.hasPrefix("overQuota: "), "\(told)")
        #expect(alpha.meter[.secretsPerSecond].refusals == 1)
        #expect(try await world.read("beta", "common_key") == "for all 2")
        await eventually { (try? await world.read("alpha", "common_key")) == "for all 2" }
        await world.close()
    }

    @Test("what the manifest does not list is refused by name, and so is a wrong name", arguments: [IsolationMode.host, .worker])
    func notListed(isolation: IsolationMode) async throws {
        let world = try await World(isolation: isolation)
        // In the host the call itself is refused, with a message that the plugin passes on; from a worker it crosses, and its result says so.
        for name in ["session_secret", "own_key\nx", ""] {
            let read = try await world.read("alpha", name)
            #expect(isolation == .worker ? read == "status 03" : read.hasPrefix("denied: "), "\(name): \(read)")
        }
        if isolation == .host {
            let refusal = try await world.read("alpha", "session_secret")
            #expect(refusal.contains("the manifest of test lists no secret \"session_secret\""), "\(refusal)")
        }
        #expect(try await world.read("alpha", String(repeating: "x", count: 300)).contains("invalidArgument"))
        await world.close()
    }

    @Test("what the operator did not grant is not there: the version waits, and says for what")
    func notGranted() async throws {
        let world = try await World(isolation: .host, granted: ["hashinsight.secrets/1", "hashinsight.log/1", "secret:own_key"])
        #expect(try world.instance("alpha") == nil)
        let trouble = world.host.trouble(tenant: "alpha", plugin: "test")
        #expect(trouble?.contains("waits for consent: asks for secret:common_key, secret:idle_key") == true, "\(trouble ?? "-")")
        await world.close()
    }

    @Test("a required one that is missing: the instance waits and says what to do; set, it is served at once")
    func waits() async throws {
        let world = try await World(isolation: .host, requires: true)
        #expect(try await world.read("alpha", "own_key") == "not served")
        let trouble = world.host.trouble(tenant: "alpha", plugin: "test")
        #expect(trouble?.contains("waiting for secret own_key (a key of each tenant)") == true, "\(trouble ?? "-")")
        #expect(trouble?.contains("'hashinsight secrets set test own_key --tenant alpha'") == true, "\(trouble ?? "-")")
        try await set(world, Self.clear, "own_key", tenant: "alpha")
        await eventually { (try? world.instance("alpha")) != nil }
        #expect(try await world.read("alpha", "own_key") == "\(Self.clear) 1")
        #expect(world.host.trouble(tenant: "alpha", plugin: "test") == nil)
        #expect(try world.instance("beta") == nil, "another tenant's does not help")
        // Taken away: who serves goes on, and the trouble is told.
        try await world.store.remove(plugin: "test", name: "own_key", tenant: "alpha", origin: origin)
        await eventually { world.host.trouble(tenant: "alpha", plugin: "test")?.contains("waiting for secret own_key") == true }
        #expect(try await world.read("alpha", "own_key") == "status 02")
        await world.close()
    }

    @Test("one that does not open is unavailable, and the host's keys are nobody's to know")
    func doesNotOpen() async throws {
        let world = try await World(isolation: .host)
        try await set(world, Self.clear, "own_key", tenant: "alpha")
        let (alpha, beta) = (try world.key("alpha").rawValue, try world.key("beta").rawValue)
        _ = try await world.database.host.execute([
            (Statement("SELECT set_config('app.tenant', '0', true)"), []),
            (Statement("UPDATE app.plugin_secrets SET tenant_id = \(beta) WHERE tenant_id = \(alpha)"), []),
        ])
        #expect(try await world.read("beta", "own_key") == "status 08")
        await world.close()
    }

    @Test("no value reaches the log or an error's message, whatever the plugin says", arguments: [IsolationMode.host, .worker])
    func silence(isolation: IsolationMode) async throws {
        let world = try await World(isolation: isolation)
        try await set(world, Self.clear, "own_key", tenant: "alpha")
        #expect(try await world.read("alpha", "own_key") == "\(Self.clear) 1")
        let instance = try #require(try world.instance("alpha"))
        let said = "the key is \(Self.clear), and again: \(Self.clear)."
        let error = await #expect(throws: PluginCallError.self) {
            try await instance.handle(TestPlugin.request("say", body: Array(said.utf8)))
        }
        #expect(error?.message == "the key is [secret own_key], and again: [secret own_key].")
        await eventually { world.log.lines.contains { $0.contains("the key is [secret own_key], and again: [secret own_key].") } }
        #expect(!world.log.lines.contains { $0.contains(Self.clear) })
        await world.close()
    }

    @Test("a statement of a plugin cannot name the table, and its role may not read it")
    func statements() async throws {
        let sql = "SELECT plugin FROM app.plugin_secrets"
        let scope = VettingScope(manifest: try Manifests.manifest(), enumTypes: [])
        let refusal = #expect(throws: VettingError.self) {
            try StatementVetter.vet(StatementSource(name: "hostile", sql: sql), scope: scope)
        }
        #expect(refusal?.issues.contains { $0.description.contains("app.plugin_secrets") } == true, "\(refusal?.issues ?? [])")
        let world = try await SchemaWorld.filled()
        for pool in [world.runtime, world.ingest] {
            let error = await #expect(throws: PostgresError.self) { _ = try await pool.query(Statement(sql)) }
            #expect(error?.sqlState == "42501")
        }
    }

    @Test("the redactor replaces long values before short ones, leaves the rest as it is, and knows nothing that was not read")
    func redactor() throws {
        let redactor = SecretRedactor()
        #expect(redactor.redacted("abcdefgh") == "abcdefgh")
        redactor.note(try SecretValue("abcdef".utf8), name: "short")
        redactor.note(try SecretValue("abcdefgh".utf8), name: "long")
        redactor.note(try SecretValue("xyz".utf8), name: "tiny")
        #expect(redactor.redacted("-abcdefgh-abcdef-xyz") == "-[secret long]-[secret short]-xyz")
        #expect(redactor.redacted("abcdeabcdefabcde") == "abcde[secret short]abcde")
        redactor.note(try SecretValue("other value".utf8), name: "long")
        #expect(redactor.redacted("abcdefgh") == "[secret short]gh")
        #expect(redactor.redacted("") == "")
    }
}
