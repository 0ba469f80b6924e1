import EventLoop
import Logging
import PluginABI
import Synchronization

/// One worker under supervision: its process is started when it is needed, started again after a crash, and ended when it idles.
///
/// Thread: any; nothing blocks.
final class Worker: Sendable {
    struct State {
        var supervisor = WorkerSupervisor()
        var session: WorkerSession?
        /// Set while the session serves.
        var channel: WorkerChannel?
        var instances: [ObjectIdentifier: WorkerInstance] = [:]
        var report: WorkerReport?
        /// Processor time of the present process that was accounted for, and of all so far.
        var countedSeconds = 0.0
        var cpuSeconds = 0.0
        /// Of the present process.
        var processor: WorkerProcessorWatch
        var lookedNanos: UInt64 = 0
        /// How long each instance was at work before the last look that found any at work.
        var worked: [ObjectIdentifier: UInt64] = [:]
        /// The tenants that the plugin was at work for when the present process was given up.
        var atWork: Set<String> = []
        /// Times of its crashes within the supervisor's window.
        var deaths: [UInt64] = []
        /// Since when there was no crash.
        var calmSinceNanos = EventLoop.nowNanos()

        init(_ limits: WorkerProcessorWatch.Limits) { processor = WorkerProcessorWatch(limits) }
    }

    let key: WorkerKey
    /// Whether a tenant has it for itself because the shared worker may have died of it.
    let isApart: Bool
    let pool: WorkerPool
    let loop: EventLoop
    private let setup: WorkerSetup
    /// Of the version that it runs.
    let counters: PluginCounters
    let logger: Logger
    let state: Mutex<State>
    let lastUseNanos = Atomic<UInt64>(0)

    init(_ key: WorkerKey, isApart: Bool, pool: WorkerPool, loop: EventLoop, setup: WorkerSetup, plugin: LoadedPlugin) {
        self.key = key
        self.isApart = isApart
        self.pool = pool
        self.loop = loop
        self.setup = setup
        counters = plugin.counters
        state = Mutex(State(pool.processorLimits))
        lastUseNanos.store(EventLoop.nowNanos(), ordering: .relaxed)
        var logger = plugin.logger
        logger[metadataKey: "worker"] = "\(key.share)"
        self.logger = logger
    }

    var pluginId: String { setup.pluginId }
    var processId: Int32? { state.withLock(\.session)?.processId }
    var report: WorkerReport? { state.withLock(\.report) }
    /// Crashes so far, and starts that followed one.
    var counts: (crashes: Int, restarts: Int) { state.withLock { ($0.supervisor.crashCount, $0.supervisor.restarts) } }
    /// Processor time of all processes so far, as of the last look.
    var cpuSeconds: Double { state.withLock(\.cpuSeconds) }
    var protections: [WorkerProtection] { state.withLock(\.session)?.protections ?? [] }

    /// Why instances do not run in it now; nil if all is well.
    var trouble: String? {
        state.withLock { state in
            switch state.supervisor.state {
            case .parked:
                "parked after \(WorkerSupervisor.maximumCrashes) \(state.report?.end.isRefusal == true ? "ends" : "crashes") in \(WorkerSupervisor.windowNanos / 60_000_000_000) minutes; the last: \(state.report?.end.description ?? "unknown"). Switch the plugin off and on to try again"
                    + (state.report?.excerpt ?? "")
            case .resting: "waits before it is started again: \(state.report?.end.description ?? "unknown")"
            case .idle, .starting, .serving, .draining: nil
            }
        }
    }

    /// Whether one of those tenants can be given a worker of its own.
    private func canPart(_ tenants: Set<String>) -> Bool {
        !key.isOneTenants && tenants.count > 1 && pool.roomApart(key.libraryPath) > 0
    }

    /// Nobody has it, and there is nothing to remember of it: neither a process nor crashes that count.
    func isForgettable(atNanos now: UInt64, afterNanos: UInt64) -> Bool {
        state.withLock { state in
            state.instances.isEmpty && state.session == nil && !state.supervisor.hasStanding(atNanos: now)
                && now &- lastUseNanos.load(ordering: .relaxed) >= afterNanos
        }
    }

    /// A call came.
    func used(atNanos now: UInt64 = EventLoop.nowNanos()) { lastUseNanos.store(now, ordering: .relaxed) }

    /// Takes an instance in and makes it as soon as the process is ready.
    ///
    /// - Parameter isFresh: Somebody decided anew that it should run: a parked worker is given another chance.
    func add(_ instance: WorkerInstance, isFresh: Bool) {
        used()
        state.withLock { state in
            state.instances[ObjectIdentifier(instance)] = instance
            if isFresh { state.supervisor.unpark() }
        }
        make(instance)
    }

    /// Makes an instance in the process there is, or sees to it that there will be one.
    func make(_ instance: WorkerInstance) {
        let session = state.withLock { state in state.channel.flatMap { channel in state.session.map { ($0, channel) } } }
        if let (session, channel) = session {
            instance.connect(session, channel)
        } else if let error = wanted() {
            instance.unavailable(error)
        }
    }

    /// The instance has ended. A process without instances is ended.
    func remove(_ instance: WorkerInstance) {
        let action = state.withLock { state in
            state.instances[ObjectIdentifier(instance)] = nil
            state.worked[ObjectIdentifier(instance)] = nil
            return state.instances.isEmpty ? state.supervisor.idleTooLong() : .none
        }
        instance.meter[.memoryBytes].set(level: 0)
        perform(action)
    }

    /// Somebody waits for the process.
    ///
    /// - Returns: Why there is none to wait for.
    func wanted() -> PluginCallError? {
        let (action, error): (WorkerSupervisor.Action, PluginCallError?) = state.withLock { state in
            let action = state.supervisor.wanted()
            switch state.supervisor.state {
            case .resting, .parked:
                if let end = state.report?.end, end.isRefusal { return (action, PluginCallError(.unavailable, end.description)) }
                let isParked = state.supervisor.state == .parked
                return (
                    action,
                    PluginCallError(
                        .unavailable,
                        isParked ? "the plugin crashed too often and was stopped" : "the plugin crashed and is started again in a moment")
                )
            case .idle, .starting, .serving, .draining: return (action, nil)
            }
        }
        perform(action)
        return error
    }

    func perform(_ action: WorkerSupervisor.Action) {
        switch action {
        case .none: break
        case .spawn: spawn()
        case .drain:
            state.withLock { state in
                state.channel = nil
                return state.session
            }?.finish()
        case .rest(let until):
            loop.schedule(atNanos: until) {
                self.perform(self.state.withLock { $0.supervisor.rested(atNanos: max(until, EventLoop.nowNanos())) })
            }
        case .park:
            logger.critical("the worker is parked: it crashed or was refused \(WorkerSupervisor.maximumCrashes) times in a short while")
        }
    }

    private func spawn() {
        var setup = setup
        // A tenant's own limit holds for a worker that is its alone; what tenants share has the plugin's. Of an instance and the one that
        // takes its place, both are in the worker for a while.
        let limits = key.isOneTenants ? state.withLock { $0.instances.values.map { $0.meter[.memoryBytes].limit } } : []
        if let limit = limits.max() { setup.memoryBytes = UInt64(limit) }
        // As many as may begin at once there; those beyond the usual ones are for calls that hold theirs for long.
        if !key.isOneTenants, !setup.isInline { setup.callThreads = UInt32(PluginThreads.Limits().maximum) }
        let session = WorkerSession(
            loop: loop, memoryBytes: setup.memoryBytes,
            turns: key.isOneTenants ? nil : WorkerTurns(isInline: setup.isInline, loop: loop), flood: pool.floodLimits,
            creationNanos: pool.creationNanos,
            observer: WorkerSession.Observer(
                ready: { self.ready($0, $1) }, canPart: { self.canPart($0) }, severed: { self.severed($0, atWork: $2) },
                looked: { self.looked($0) }, line: { self.logger.warning("\($0)") }, ended: { self.ended($0, $1, trace: $2) }))
        let isWanted = state.withLock { state in
            guard state.supervisor.spawns() else { return false }
            state.session = session
            state.atWork = []
            state.countedSeconds = 0
            state.processor = WorkerProcessorWatch(pool.processorLimits)
            return true
        }
        if isWanted { pool.spawn(session, setup) }
    }

    // MARK: On the loop

    private func ready(_ session: WorkerSession, _ channel: WorkerChannel) {
        let instances: [WorkerInstance]? = state.withLock { state in
            guard state.session === session, state.supervisor.state == .starting else { return nil }
            state.supervisor.ready(atNanos: EventLoop.nowNanos())
            state.channel = channel
            return Array(state.instances.values)
        }
        pool.started(session.protections, ownLogger: logger)
        used()
        for instance in instances ?? [] { instance.connect(session, channel) }
        // Those that it was started for may have been moved meanwhile.
        if instances?.isEmpty == true { perform(state.withLock { $0.instances.isEmpty ? $0.supervisor.idleTooLong() : .none }) }
    }

    private func severed(_ session: WorkerSession, atWork: Set<String>) {
        state.withLock { state in
            guard state.session === session else { return }
            state.channel = nil
            state.atWork = atWork
        }
    }
}
