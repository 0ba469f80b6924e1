package import HostCache
package import HostData
package import HostEgress
package import HostNotary
package import HostPinning
package import HostTenancy
package import Logging
import Synchronization

/// The plugins of this host: loads their libraries, runs an instance for each tenant that has one enabled, and says which
/// instance answers what.
///
/// A plugin that is broken, or whose instance cannot be created, concerns nobody else. Thread: any.
package final class PluginHost: Sendable {
    struct State {
        var plugins: [String: LoadedVersions] = [:]
        var loadFailures: [String: PluginRuntimeError] = [:]
        /// Of further versions, by digest: the plugin goes on with those that are there.
        var versionFailures: [String: PluginRuntimeError] = [:]
        /// Versions of which no instance may be made yet, by digest, with how the plugin stands meanwhile.
        var held: [String: String] = [:]
        var running: [RouteTable.Place: Running] = [:]
        var states: [RouteTable.Place: InstanceState] = [:]
        /// The newest attempt at each place; an older one that ends later is thrown away.
        var attempts: [RouteTable.Place: Attempt] = [:]
        var lastAttempt = 0
        /// Nil after a change, until somebody asks: the many changes of a start make one table.
        var table: RouteTable?
        var draining: [Int: Draining] = [:]
        /// Instances that ended while the next one at their place was being made: what they kept goes with that one, should it never serve.
        var superseded: [RouteTable.Place: LiveInstance] = [:]
        var isClosed = false
        /// Who waits until an instance is no longer being started.
        var waiting: [RouteTable.Place: [@Sendable () -> Void]] = [:]
        /// Instances that were moved to a worker because they broke the contract, as far as the snapshot does not say so.
        var demotions: [RouteTable.Place: Demotion] = [:]
        var onDemotion: (@Sendable (_ tenantKey: Int64, _ plugin: String, _ version: String, _ reason: String) -> Void)?
        var onStateChange: (@Sendable (_ tenantKey: Int64, _ plugin: String, _ state: InstanceState) -> Void)?
        /// The snapshot that was applied last.
        var snapshot = DirectorySnapshot.empty
        /// Somebody has applied one.
        var hasSnapshot = false
        /// What the operator's file says of each plugin.
        var policies: [String: PluginPolicy] = [:]
        /// Hosts that divide some of the quotas, this one among them.
        var liveHosts = 1
        /// Refusals by plugin.
        var quotaTotals: [String: QuotaTotals] = [:]
    }

    struct Running {
        let instance: LiveInstance
        let order: InstanceOrder
    }

    struct Attempt {
        let number: Int
        let order: InstanceOrder
        /// How often it has failed so far, and why the last time; waiting for consent or a secret has a reason and is no failure.
        var failures = 0
        var reason: String?
    }

    /// An instance that comes to its end while another one serves, or none.
    struct Draining {
        let instance: LiveInstance
        var task: Task<Void, Never>?
    }

    let database: Database
    let exchanger: DeviceExchanger
    let http: HTTPEngine?
    let mail: PluginMail
    let cache: CacheStore?
    let notary: any NotaryAnchoring
    let pinning: any EvidencePinning
    package let events: EventBus
    let logger: Logger
    let reportProgress: @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void
    let requiresConsent: Bool
    let secrets: SecretStore?
    package let workers: WorkerPool
    let lackingTables = LackingTables()
    let state = Mutex(State())
    /// Measurements of storage, by plugin.
    let surveys = SharedRounds()

    /// - Parameters:
    ///   - exchanger: For plugins that reach devices.
    ///   - http: For plugins that send requests; without it nobody has that service.
    ///   - mail: For plugins that send mails; without it the service says that the installation sends none.
    ///   - cache: Where plugins keep values; without it nobody has that service.
    ///   - notary: Anchors what plugins submit; without it the service says that this host anchors nothing.
    ///   - pinning: Pins what plugins encrypted; without it the service says that this host pins nothing.
    ///   - secrets: What plugins were given; nil where there is none.
    ///   - requiresConsent: A plugin that the operator never consented to waits.
    ///   - reportProgress: Keeps the progress of a run; called from any thread, must not block.
    ///   - workers: Where instances with `isolation: worker` run; closed with this.
    package init(
        database: Database, exchanger: DeviceExchanger, http: HTTPEngine? = nil, mail: PluginMail? = nil, cache: CacheStore? = nil,
        notary: any NotaryAnchoring = UnconfiguredNotary(), pinning: any EvidencePinning = UnconfiguredPinning(), events: EventBus,
        logger: Logger, secrets: SecretStore? = nil,
        requiresConsent: Bool = false,
        reportProgress: @escaping @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void = { _, _, _ in },
        workers: WorkerPool? = nil
    ) {
        self.database = database
        self.exchanger = exchanger
        self.http = http
        self.mail = mail ?? .absent
        self.cache = cache
        self.notary = notary
        self.pinning = pinning
        self.events = events
        self.logger = logger
        self.requiresConsent = requiresConsent
        self.secrets = secrets
        self.reportProgress = reportProgress
        self.workers = workers ?? WorkerPool(logger: logger)
    }

    /// The route table as it is now. Take it once a request.
    package var routes: RouteTable {
        state.withLock { state in
            if let table = state.table { return table }
            let table = RouteTable(state.running.values.map(\.instance))
            state.table = table
            return table
        }
    }

    /// Whether this host has the plugin's library, or tried to load it.
    package func knows(_ plugin: String) -> Bool { state.withLock { $0.plugins[plugin] != nil || $0.loadFailures[plugin] != nil } }

    /// All plugins that are loaded, by id: of each the version that runs where no other was given.
    package var plugins: [LoadedPlugin] { state.withLock { $0.plugins.values.map(\.main).sorted { $0.id < $1.id } } }

    /// Plugins whose library does not fit, by id.
    package var loadFailures: [String: PluginRuntimeError] { state.withLock(\.loadFailures) }

    /// How the instance of a tenant is doing; nil if it is not to run.
    package func instanceState(tenantKey: Int64, plugin: String) -> InstanceState? {
        state.withLock { $0.states[RouteTable.Place(tenantKey: tenantKey, plugin: plugin)] }
    }

    /// Why an instance that should run does not; nil if all is well.
    package func trouble(tenantKey: Int64, plugin: String) -> String? {
        if let failure = state.withLock({ $0.loadFailures[plugin] }) { return failure.message }
        switch instanceState(tenantKey: tenantKey, plugin: plugin) {
        case .failed(let reason): return reason
        case .starting: return "the instance is being started"
        case .serving, nil: return routes.instance(tenantKey: tenantKey, plugin: plugin)?.workerTrouble
        }
    }

    /// As ``trouble(tenantKey:plugin:)`` by the tenant's id.
    package func trouble(tenant: String, plugin: String) -> String? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: tenant)?.key }) else { return nil }
        return trouble(tenantKey: key.rawValue, plugin: plugin)
    }

    /// Takes bundles in, and loads the libraries of those that somebody runs in this process, each on a thread of its own; any other
    /// is loaded when the first instance here is made. A wrong one is remembered as failed; the others go on. A further version of a
    /// plugin is taken in beside those that are there, and runs when ``choose(_:)`` says for whom.
    package func load(_ sources: [RunnablePlugin]) async {
        await withTaskGroup { group in
            for source in sources {
                group.addTask {
                    let result: Result<PluginLibrary?, PluginRuntimeError> =
                        self.state.withLock({ $0.runsHere(source) })
                        ? await PluginLibrary.loadApart(path: source.libraryPath, copy: source.copy).map { $0 } : .success(nil)
                    self.state.withLock { state in
                        switch result {
                        case .success(let library):
                            let plugin = LoadedPlugin(
                                source, library: library, logger: self.logger, metrics: state.plugins[source.id]?.main.metrics)
                            if state.plugins[source.id] == nil { state.plugins[source.id] = LoadedVersions(plugin) }
                            state.plugins[source.id]?.add(plugin)
                        case .failure(let error) where state.plugins[source.id] != nil: state.versionFailures[source.digest] = error
                        case .failure(let error): state.loadFailures[source.id] = error
                        }
                    }
                    if case .failure(let error) = result { self.logger.error("\(error)", metadata: ["plugin": "\(source.id)"]) }
                }
            }
        }
    }

    /// Ends all instances, in their order: routes first, then what is under way, then the instances.
    package func close(limitNanos: UInt64 = 35_000_000_000) async {
        let running = state.withLock { state in
            defer {
                state.running = [:]
                state.states = [:]
                state.attempts = [:]
                state.table = nil
                state.isClosed = true
            }
            return state.running.values.map(\.instance)
        }
        for tell in state.withLock({ $0.takeWaiting { _ in true } }) { tell() }
        await withTaskGroup { group in
            for instance in running { group.addTask { await instance.close(limitNanos: limitNanos) } }
        }
        // What an upgrade left to finish has no more time than the rest.
        let draining = state.withLock { Array($0.draining.values) }
        for instance in draining.map(\.instance) { instance.cancelJobs() }
        let turn = FirstOnly()
        await withCheckedContinuation { continuation in
            Task {
                for task in draining.compactMap(\.task) { await task.value }
                if turn.take() { continuation.resume() }
            }
            Task {
                try? await Task.sleep(nanoseconds: limitNanos)
                if turn.take() { continuation.resume() }
            }
        }
        await workers.close()
    }
}
