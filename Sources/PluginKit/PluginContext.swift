/// What the host offers to one instance. A service that the operator did not grant throws `.denied` when used; log, metrics and progress
/// do nothing then.
public struct PluginContext: Sendable {
    /// The bundle's declared statements, executed for this instance's tenant.
    public let database: Database
    /// Exchanges with devices in the tenant's networks.
    public let devices: Devices
    /// Requests to granted hosts outside.
    public let http: HTTPClient
    /// Mails through the installation's mail server.
    public let mail: Mail
    /// Values that are dear to make and may be lost: `try await context.cache.cached("price") { try await ask() }`.
    public let cache: Cache
    /// Hashes that the host anchors on a chain: `try await context.notary.submit(key: "interval/7", leaf: hash)`.
    public let notary: Notary
    /// News for watchers of pages.
    public let events: Events
    /// Passwords and keys that were given to the plugin, by name: `try await context.secrets["coingecko_api_key"].text`.
    public let secrets: Secrets
    /// The host's log.
    public let log: Log
    /// Series on /metrics.
    public let metrics: Metrics
    /// The host's clocks.
    public let clock: Clock

    init(_ host: HostHandle) {
        database = Database(host)
        devices = Devices(host: host)
        http = HTTPClient(host: host)
        mail = Mail(host: host)
        cache = Cache(host: host, isShared: false)
        notary = Notary(host: host)
        events = Events(host: host)
        secrets = Secrets(host: host)
        log = Log(host: host)
        metrics = Metrics(host: host)
        clock = Clock(host: host)
    }
}
