package import HostData
package import HostEgress
import HostTenancy
package import Logging
import Synchronization

/// The plugins of this host: loads their libraries, runs an instance for each tenant that has one enabled, and says which
/// instance answers what.
///
/// A plugin that is broken, or whose instance cannot be created, concerns nobody else. Thread: any.
package final class PluginHost: Sendable {
    struct State {
        var plugins: [String: LoadedPlugin] = [:]
        var loadFailures: [String: PluginRuntimeError] = [:]
        var running: [RouteTable.Place: Running] = [:]
        var states: [RouteTable.Place: InstanceState] = [:]
        /// The newest attempt at each place; an older one that ends later is thrown away.
        var attempts: [RouteTable.Place: Attempt] = [:]
        var lastAttempt = 0
        /// Nil after a change, until somebody asks: the many changes of a start make one table.
        var table: RouteTable?
        var draining: [Int: Task<Void, Never>] = [:]
        var isClosed = false
        /// Who waits until an instance is no longer being started.
        var waiting: [RouteTable.Place: [@Sendable () -> Void]] = [:]
        /// The snapshot that was applied last.
        var snapshot = DirectorySnapshot.empty
    }

    struct Running {
        let instance: LiveInstance
        let order: InstanceOrder
    }

    struct Attempt {
        let number: Int
        let order: InstanceOrder
    }

    let database: Database
    let exchanger: DeviceExchanger
    package let events: EventBus
    let logger: Logger
    let reportProgress: @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void
    let state = Mutex(State())

    /// - Parameters:
    ///   - exchanger: For plugins that reach devices.
    ///   - reportProgress: Keeps the progress of a run; called from any thread, must not block.
    package init(
        database: Database, exchanger: DeviceExchanger, events: EventBus, logger: Logger,
        reportProgress: @escaping @Sendable (_ runId: String, _ fraction: Double, _ note: String) -> Void = { _, _, _ in }
    ) {
        self.database = database
        self.exchanger = exchanger
        self.events = events
        self.logger = logger
        self.reportProgress = reportProgress
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

    /// The version that is loaded.
    package func version(of plugin: String) -> String? { state.withLock { $0.plugins[plugin] }.map { "\($0.source.manifest.version)" } }

    /// All plugins that are loaded, by id.
    package var plugins: [LoadedPlugin] { state.withLock { $0.plugins.values.sorted { $0.id < $1.id } } }

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
        case .serving, nil: return nil
        }
    }

    /// As ``trouble(tenantKey:plugin:)`` by the tenant's id.
    package func trouble(tenant: String, plugin: String) -> String? {
        guard let key = state.withLock({ $0.snapshot.tenant(id: tenant)?.key }) else { return nil }
        return trouble(tenantKey: key.rawValue, plugin: plugin)
    }

    /// Loads the libraries of bundles, each on a thread of its own. A wrong one is remembered as failed; the others go on.
    package func load(_ sources: [RunnablePlugin]) async {
        await withTaskGroup { group in
            for source in sources {
                group.addTask {
                    let result = await PluginLibrary.loadApart(path: source.libraryPath)
                    self.state.withLock { state in
                        switch result {
                        case .success(let library): state.plugins[source.id] = LoadedPlugin(source, library: library, logger: self.logger)
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
        for task in state.withLock({ Array($0.draining.values) }) { await task.value }
    }
}
