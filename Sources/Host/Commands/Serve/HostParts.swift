import EventLoop
import HostCache
import HostData
import HostEgress
import HostJobs
import HostNotary
import HostOperate
import HostPinning
import HostPlugins
import HostTenancy
import Logging

/// Every part of a running host, made and not yet started. This is the one place where they are put together.
struct HostParts: Sendable {
    let connection: HostConnection
    let configPath: String
    let databaseWatch: DatabaseWatch
    let health = HealthState(expecting: ["database", "plugins"])
    let metrics = MetricsRegistry()
    let hasher = PasswordHasher()
    let directory: TenantDirectory
    let feed: ChangeFeed
    let identity: IdentityService
    let members: MembersService
    let toggle: PluginToggle
    let apply: ConfigurationApply
    let exchanger: DeviceExchanger
    let http: HTTPEngine?
    let mail: PluginMail
    let cache: CacheStore
    let notary: ChainNotary?
    let pinner: Pinner?
    let events = EventBus()
    let relay: EventRelay
    let consents: ConsentService
    let secrets: SecretStore
    let plugins: PluginHost
    let bundles: BundleStore
    let bundlePolicy = BundlePolicyInForce()
    let rollouts: RolloutFollower
    let maintenance: Maintenance
    let scheduler: Scheduler
    let logger = Logger(label: "host")

    /// - Parameters:
    ///   - mailServer: Takes the mails of plugins; nil where none are sent.
    ///   - redis: Keeps the values of plugins for all hosts; nil for the memory of this one.
    ///   - notary: Makes what anchors leaves on a chain; nil where nothing is anchored.
    ///   - pinner: Makes what pins evidence; nil where nothing is pinned.
    ///   - migrationLimit: How long each migration may take of a bundle that is put in the place of one that served.
    init(
        _ connection: HostConnection, configPath: String, mailServer: MailServer? = nil, redis: RedisAddress? = nil,
        notary makeNotary: ((Database, HTTPEngine) -> ChainNotary)? = nil, pinner makePinner: ((Database, HTTPEngine) -> Pinner)? = nil,
        migrationLimit: MigrationLimit = .standard
    ) {
        self.connection = connection
        self.configPath = configPath
        let database = connection.database
        databaseWatch = DatabaseWatch(connection, logger: Logger(label: "database"))
        directory = TenantDirectory(database: database, logger: Logger(label: "tenancy"))
        feed = ChangeFeed(database: database, logger: Logger(label: "tenancy"))
        identity = IdentityService(
            database: database, directory: directory, secret: connection.secret, hasher: hasher, logger: Logger(label: "identity"))
        members = MembersService(database: database, hasher: hasher)
        toggle = PluginToggle(database: database, directory: directory)
        apply = ConfigurationApply(database: database, directory: directory, hasher: hasher)
        exchanger = DeviceExchanger(loops: connection.loops)
        http = HTTPEngine.started(logger)
        let notary = http.flatMap { makeNotary?(database, $0) }
        self.notary = notary
        let pinner = http.flatMap { makePinner?(database, $0) }
        self.pinner = pinner
        mail = PluginMail.started(mailServer, database, logger)
        cache = CacheStore.made(redis, secret: connection.secret, logger: Logger(label: "cache"))
        consents = ConsentService(database: database, directory: directory)
        secrets = connection.secretStore(directory: directory)
        relay = EventRelay(bus: events, database: database, logger: Logger(label: "events"))
        bundles = BundleStore(database: database, folder: connection.pluginsFolder)
        let progress = ProgressReports()
        plugins = PluginHost(
            database: database, exchanger: exchanger, http: http, mail: mail, cache: cache, notary: notary ?? UnconfiguredNotary(),
            pinning: pinner ?? UnconfiguredPinning(PinStore(database: database, host: HostName.current, providers: [])), events: events,
            logger: Logger(label: "plugins"), secrets: secrets, requiresConsent: true,
            reportProgress: { progress.report(run: $0, fraction: $1, note: $2) })
        rollouts = RolloutFollower(
            host: plugins,
            service: RolloutService(database: database, bundles: bundles, policy: { [bundlePolicy] in bundlePolicy.value }) {
                [plugins, directory] in
                plugins.grantDecision(for: $0, consents: directory.snapshot.consents(plugin: $0.id)).missing.map(\.description)
            }, name: HostName.current, migrationLimit: migrationLimit, logger: Logger(label: "rollouts"))
        maintenance = Maintenance(database: database, plugins: plugins, identity: identity)
        var options = SchedulerOptions()
        options.hostName = HostName.current
        scheduler = Scheduler(
            database: database, executor: HostExecutor(maintenance: maintenance, plugins: plugins), options: options,
            logger: Logger(label: "jobs"))
        progress.connect(scheduler)
    }

    /// Ends what is left, from the top down.
    func close() async {
        exchanger.cancelAll()
        http?.cancelAll()
        mail.cancelAll()
        await plugins.close(limitNanos: 10_000_000_000)
        cache.close()
        events.endAll()
        relay.stop()
        await feed.stop()
        hasher.close()
        await connection.close()
    }
}
