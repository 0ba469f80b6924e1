import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import TestSupport

@testable import HostPlugins

/// An installation with a database, a store of bundles and hosts that follow rollouts.
struct UpgradeWorld {
    let id: String
    let database: Database
    let store: BundleStore
    let service: RolloutService
    let snapshot: DirectorySnapshot
    private let loops: EventLoopGroup

    /// A host of the installation.
    struct Host {
        let plugins: PluginHost
        let follower: RolloutFollower
    }

    /// - Parameter tenants: Who has the plugin of this id.
    static func make(
        missingConsent: @escaping @Sendable (Manifest) async throws -> [String] = { _ in [] },
        tenants: (_ plugin: String) -> DirectorySnapshot = SideBySideTests.snapshot
    ) async throws -> UpgradeWorld {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let loops = try EventLoopGroup(count: 1, name: "upgrade-tests")
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        options.idleTimeoutNanos = 500_000_000
        options.defaultDeadlineNanos = 60_000_000_000
        let database = Database(
            configuration, passwords: RolePasswords(secret: Array("sixteen bytes or more".utf8)), loops: loops,
            options: DatabaseOptions(host: options, runtime: options, ingest: options))
        try await HostMigrator(pool: database.host).migrate()
        let id = "up\(configuration.database.drop { !$0.isNumber })"
        let store = BundleStore(database: database, folder: UpgradePlugin.folder.appending(path: "copies-\(id)").path)
        return UpgradeWorld(
            id: id, database: database, store: store,
            service: RolloutService(
                database: database, bundles: store, policy: { BundlePolicy(trustedKeys: [], isDevelopment: true) },
                missingConsent: missingConsent), snapshot: tenants(id), loops: loops)
    }

    /// Installs a version; the first one serves, unless a bundle of the configuration does.
    func install(
        _ version: String, macros: [String] = [], more: String = "", migrations: [String] = [], queries: [String: String] = [:],
        servesIfFirst: Bool = true
    ) async throws {
        let place = try UpgradePlugin.bundle(
            id, version: version, macros: macros, more: more, migrations: migrations, queries: queries)
        let contents = try BundleContents.read(place)
        let bundle = try BundleReader.read(contents, directory: place)
        _ = try await store.add(contents, manifest: bundle.manifest, trust: .unsigned, servesIfFirst: servesIfFirst, origin: .commandLine)
    }

    /// A bundle in a folder, as the configuration would name it, and as a host opens it.
    func placed(_ version: String, more: String = "", migrations: [String] = [], queries: [String: String] = [:]) async throws
        -> PluginBundle
    {
        let place = try UpgradePlugin.bundle(id, version: version, more: more, migrations: migrations, queries: queries)
        return try await store.open(path: place, policy: service.policy()).bundle
    }

    /// A host that has started with a bundle of its configuration.
    func host(placing bundle: PluginBundle, _ name: String = "one", limit: MigrationLimit = .standard) async throws -> Host {
        let plugins = PluginHost(
            database: database, exchanger: DeviceExchanger(loops: loops), events: EventBus(), logger: Logger(label: "test"))
        let follower = RolloutFollower(
            host: plugins, service: service, name: name, finishAfterSeconds: 1e9, migrationLimit: limit, logger: Logger(label: "test"))
        let versions = try await follower.prepare(bundle, isFromFile: true) { RunnablePlugin(bundle: $0, operatorsLimits: [:]) }
        await plugins.load(versions)
        await follower.catchUp()
        await plugins.apply(snapshot)
        return Host(plugins: plugins, follower: follower)
    }

    /// A host that has started: it runs what serves and what the rollouts say.
    func host(_ name: String = "one", finishAfterSeconds: Double = 1e9) async throws -> Host {
        let plugins = PluginHost(
            database: database, exchanger: DeviceExchanger(loops: loops), events: EventBus(), logger: Logger(label: "test"))
        let follower = RolloutFollower(
            host: plugins, service: service, name: name, finishAfterSeconds: finishAfterSeconds, logger: Logger(label: "test"))
        for installed in try await store.serving() {
            let bundle = try await store.open(installed, policy: service.policy()).bundle
            let versions = try await follower.prepare(bundle, isFromFile: false) { RunnablePlugin(bundle: $0, operatorsLimits: [:]) }
            await plugins.load(versions)
        }
        await follower.catchUp()
        await plugins.apply(snapshot)
        return Host(plugins: plugins, follower: follower)
    }

    func request(_ version: String, _ share: RolloutShare = .all) -> RolloutService.Request {
        RolloutService.Request(plugin: id, version: "\(version).0.0", share: share, configured: nil)
    }

    func upgrade(_ version: String, _ share: RolloutShare = .all) async throws -> Rollout {
        try await service.upgrade(request(version, share), origin: .commandLine)
    }

    /// Texts of the first column.
    func texts(_ sql: String) async throws -> [String] {
        let rows = try await database.host.query(Statement(sql))
        return (0..<rows.rowCount).map { rows.text(row: $0, column: 0) ?? "" }
    }
}

extension UpgradeWorld.Host {
    /// What the three tenants are answered.
    func answers(_ world: UpgradeWorld) async throws -> [String] {
        var answers: [String] = []
        for tenant in world.snapshot.tenants { answers.append(try await plugins.ask(world.id, tenant.key.rawValue)) }
        return answers
    }

    /// Takes turns until the tenants are answered so.
    func follow(_ world: UpgradeWorld, until expected: [String]) async throws {
        while try await answers(world) != expected {
            await follower.turn()
            try await Task.sleep(nanoseconds: 1_000_000)
        }
    }

    /// Takes turns until the rollout is in this state.
    func follow(_ world: UpgradeWorld, until state: Rollout.State) async throws -> Rollout {
        while true {
            await follower.turn()
            if let rollout = try await world.service.store.rollout(of: world.id), rollout.state == state { return rollout }
            try await Task.sleep(nanoseconds: 1_000_000)
        }
    }
}
