import HostData
import PluginABI
import Synchronization
import WorkerProtocol

/// What stands for an instance's code while it is in a worker: to the host it is what a plugin is, to the worker what a host is.
///
/// It outlives the worker's process: after a crash the instance is made again in the next one. Thread: any; nothing blocks.
final class WorkerInstance: Sendable {
    /// A refused instance is made again by a call that comes so much later.
    static let refusalNanos: UInt64 = 2_000_000_000

    enum Phase {
        /// Not in any process.
        case waiting
        case creating(WorkerLink)
        case serving(WorkerLink)
        /// The plugin refused to make it again.
        case refused(PluginCallError, atNanos: UInt64)
        /// Destroyed, or being so.
        case ended(WorkerLink?)

        /// Where the instance is, or is being made or destroyed.
        var link: WorkerLink? {
            switch self {
            case .creating(let link), .serving(let link): link
            case .ended(let link): link
            case .waiting, .refused: nil
            }
        }
    }

    struct State {
        var phase = Phase.waiting
        /// Calls that the worker owes an end, and those that wait for it.
        var calls = WorkerCalls()
        /// Those that wait for it, or for their turn in it.
        var queue = WorkRing<(id: hi_id, message: [UInt8])>()
        /// Turns that were asked for those in line and have not come, and where. Only while a process has the instance: the turns keep whoever
        /// waits for one, and are not to be kept by it beyond the process.
        var asked: (turns: WorkerTurns, count: Int)?
        var operations: [UInt64: WorkerOperation] = [:]
        /// The limits that its process was told last.
        var told: WorkerNewsLimits?
        /// Who waits for the first CREATED.
        var creator: (@Sendable (PluginCallError?) -> Void)?
        /// Who waits for DESTROYED.
        var destroyer: (@Sendable () -> Void)?
    }

    let plugin: LoadedPlugin
    let tenantId: String
    /// Whose turn it is where tenants share the worker: the tenant's, also where another instance has taken this one's place.
    let owner: Int64
    let handle: UInt64
    let meter: UsageMeter
    let state = Mutex(State())
    /// Another one if the instance is moved.
    private let home: Mutex<Worker>
    private let settings: [UInt8]
    private let services: UInt64
    private let names: [UInt8]

    /// - Parameters:
    ///   - handle: Of the live instance, by which the host's services know it.
    init(
        _ worker: Worker, plugin: LoadedPlugin, tenant: TenantContext, handle: UInt64, settingsJSON: String, services: InstanceServices
    ) {
        home = Mutex(worker)
        self.plugin = plugin
        tenantId = tenant.tenantId
        owner = tenant.key.rawValue
        self.handle = handle
        meter = services.meter
        settings = Array(settingsJSON.utf8)
        self.services = services.bits
        let source = plugin.source
        // Without consent a topic of the manifest is none.
        let topics = services.events?.topics.sorted() ?? []
        names = WorkerTexts.bytes(["\(source.statements.count)"] + source.statements.map(\.name) + topics)
    }

    var worker: Worker { home.withLock(\.self) }

    var host: OpaquePointer { OpaquePointer(bitPattern: UInt(handle))! }

    /// What the worker has to do for this instance: nothing more to wait for if 0 and nil.
    var load: (calls: Int, earliestDeadlineNanos: UInt64?) {
        state.withLock { state in (state.calls.count, state.calls.earliestDeadlineNanos) }
    }

    /// What a process has to do for it: nothing if it is in another one by now.
    func load(in session: WorkerSession) -> (calls: Int, earliestDeadlineNanos: UInt64?) {
        state.withLock { state in
            state.phase.link?.session === session ? (state.calls.count, state.calls.earliestDeadlineNanos) : (0, nil)
        }
    }

    /// Joins the worker.
    ///
    /// - Parameter then: Told once, when the plugin has made the instance or why it has not.
    func create(isFresh: Bool, _ then: @escaping @Sendable (PluginCallError?) -> Void) {
        state.withLock { $0.creator = then }
        worker.add(self, isFresh: isFresh)
    }

    /// Another worker makes it from now on; it is in no process. The caller has taken it out of the one it had.
    ///
    /// - Returns: False if it has ended.
    func move(to worker: Worker) -> Bool {
        state.withLock { state in
            if case .ended = state.phase { return false }
            home.withLock { $0 = worker }
            return true
        }
    }

    var isEnded: Bool { state.withLock { if case .ended = $0.phase { true } else { false } } }

    /// Nobody waits for its first making any more: it is there to stay.
    var isSettled: Bool { state.withLock { if case .ended = $0.phase { false } else { $0.creator == nil } } }

    /// Somebody waits for it: a caller, or whoever has it made.
    var isAwaited: Bool {
        state.withLock { state in
            if case .ended = state.phase { return false }
            return state.creator != nil || state.calls.count > 0
        }
    }

    /// When its latest call ended; 0 if none has.
    var calledNanos: UInt64 { state.withLock(\.calls.endedNanos) }

    /// What the plugin is at for it in a process.
    enum Work: Sendable, Equatable {
        case none
        /// Calls, one of them with no operation of the host to wait for.
        case calls
        /// Calls that wait for the host.
        case waitingCalls
        /// Instances are made one after another.
        case making
        case ending
    }

    var work: Work {
        state.withLock { state in
            switch state.phase {
            case .creating: .making
            case .ended(.some) where state.calls.owed.isEmpty: .ending
            case .waiting, .refused, .serving, .ended:
                state.calls.isAtWork ? .calls : state.calls.owed.isEmpty ? .none : .waitingCalls
            }
        }
    }

    /// Leaves the worker: no process makes it again, and one that still has it is told to destroy it.
    func leave() {
        destroy {}
        worker.remove(self)
    }

    /// Puts the instance into a process that is ready.
    func connect(_ session: WorkerSession, _ channel: WorkerChannel) {
        let link = WorkerLink(session: session, channel: channel, number: session.bind(self))
        let limits = WorkerNewsLimits(meter)
        let isWanted = state.withLock { state in
            switch state.phase {
            case .waiting, .refused:
                state.phase = .creating(link)
                state.calls.making(true, atNanos: monotonicNanos())
                state.told = limits
                return true
            case .creating, .serving, .ended: return false
            }
        }
        guard isWanted else { return session.unbind(link.number) }
        guard session.isBound(link.number) else { return disconnect(link) }
        session.awaitCreation(of: self, number: link.number)
        settings.withUnsafeBytes { settings in
            names.withUnsafeBytes { names in
                _ = channel.send(limits.frame(.create, instance: link.number, services: services), settings, names)
            }
        }
    }

    /// The process was given up while the instance came to it: the next one makes it.
    private func disconnect(_ link: WorkerLink) {
        state.withLock { state in
            guard case .creating(let awaited) = state.phase, awaited.isSame(as: link) else { return }
            state.phase = .waiting
            state.calls.making(false, atNanos: monotonicNanos())
        }
    }

    /// How long the plugin was at work for this instance since this was asked last.
    func takeWorkedNanos(atNanos now: UInt64) -> UInt64 { state.withLock { $0.calls.takeWorkedNanos(atNanos: now) } }

    /// Whether the plugin still owes the instance that was asked for under this number.
    func isBeingMade(in session: WorkerSession, as number: UInt32) -> Bool {
        state.withLock { state in
            if case .creating(let link) = state.phase { link.session === session && link.number == number } else { false }
        }
    }

    /// Whether the plugin makes it just now.
    var isBeingMade: Bool { state.withLock { if case .creating = $0.phase { true } else { false } } }

    /// Ends the instance in its process; if the plugin is still at work on calls, when the last of those has ended, as the contract says.
    ///
    /// - Parameter then: Told once, when the plugin has destroyed it or its process is gone.
    func destroy(_ then: @escaping @Sendable () -> Void) {
        let (link, isBusy, waiting): (WorkerLink?, Bool, [hi_id]) = state.withLock { state in
            state.asked = nil
            switch state.phase {
            case .serving(let link), .creating(let link):
                state.phase = .ended(link)
                state.destroyer = then
                return (link, !state.calls.owed.isEmpty, takeWaiting(&state))
            case .waiting, .refused:
                state.phase = .ended(nil)
                return (nil, false, takeWaiting(&state))
            case .ended: return (nil, false, [])
            }
        }
        for id in waiting { fail(id, PluginCallError(.cancelled, "the instance has ended")) }
        guard let link else { return then() }
        if !isBusy { sendDestroy(link) }
    }

    /// The plugin is at work for it no more: it may be destroyed.
    func sendDestroy(_ link: WorkerLink) {
        link.channel.send(WorkerFrame.Head(kind: .destroy, instance: link.number))
        link.session.awaitDestruction(of: link.number)
    }

    /// The process is to end for want of work: takes the instance out of it, unless a call came meanwhile.
    func detachIfIdle() -> WorkerLink? {
        state.withLock { state in
            guard case .serving(let link) = state.phase, state.calls.isEmpty, state.operations.isEmpty else { return nil }
            state.phase = .waiting
            state.asked = nil
            return link
        }
    }

    /// The process does not end after all.
    func reattach(_ link: WorkerLink) {
        let isBack = state.withLock { state in
            guard case .waiting = state.phase else { return false }
            state.phase = .serving(link)
            return true
        }
        if isBack { sendWaiting(link) }
    }

    /// The process is gone, or as good as that: what it owed ends with `error`, but for what may be begun once more. Calls that wait for a
    /// worker go on waiting.
    ///
    /// - Parameters:
    ///   - session: The process's: one that the instance was taken out of may end long after the next has it, which is none of its concern.
    ///   - beginsAgain: Whether any may be begun once more.
    func severed(_ session: WorkerSession, _ error: PluginCallError, beginsAgain: Bool) {
        let instance = beginsAgain ? PluginRuntime.shared.handles.instance(host) : nil
        let (calls, operations, destroyer): ([hi_id], [WorkerOperation], (@Sendable () -> Void)?) = state.withLock { state in
            guard state.phase.link.map({ $0.session === session }) ?? true else { return ([], [], nil) }
            let now = monotonicNanos()
            let lost = takeBack(of: instance, &state, atNanos: now)
            for id in lost { state.calls.remove(id, atNanos: now) }
            state.calls.forgetReturning(atNanos: now)
            state.calls.making(false, atNanos: now)
            defer {
                state.operations = [:]
                state.asked = nil
                state.destroyer = nil
                if case .ended = state.phase { state.phase = .ended(nil) } else { state.phase = .waiting }
            }
            return (lost, Array(state.operations.values), state.destroyer)
        }
        for operation in operations { operation.stop() }
        for id in calls { fail(id, error) }
        destroyer?()
    }

    /// Its process ended before the plugin had made the instance for the first time: whoever waits for that is told why.
    func died(_ error: PluginCallError) { state.withLock { $0.creator.take() }?(error) }

    /// The calls that wait for a worker or for their turn, which they do no longer.
    private func takeWaiting(_ state: inout State) -> [hi_id] {
        let now = monotonicNanos()
        var waiting: [hi_id] = []
        while let (id, _) = state.queue.next() {
            state.calls.remove(id, atNanos: now)
            waiting.append(id)
        }
        meter[.callsWaiting].set(level: 0)
        return waiting
    }

    /// There will be no worker for now: nobody waits for it any longer.
    func unavailable(_ error: PluginCallError) {
        let (waiting, creator) = state.withLock { state in
            defer { state.creator = nil }
            return (takeWaiting(&state), state.creator)
        }
        for id in waiting { fail(id, error) }
        creator?(error)
    }
}

extension InstanceServices {
    /// As HW_SERVICE_… bits.
    var bits: UInt64 {
        let granted = [
            (database != nil, HW_SERVICE_DATABASE), (devices != nil, HW_SERVICE_DEVICES), (events != nil, HW_SERVICE_EVENTS),
            (http != nil, HW_SERVICE_HTTP), (jobs != nil, HW_SERVICE_JOBS), (log != nil, HW_SERVICE_LOG),
            (metrics != nil, HW_SERVICE_METRICS),
            (hasClock, HW_SERVICE_CLOCK), (secrets != nil, HW_SERVICE_SECRETS), (mail != nil, HW_SERVICE_MAIL),
            (cache != nil, HW_SERVICE_CACHE), (notary != nil, HW_SERVICE_NOTARY),
        ]
        return granted.reduce(0) { $0 | ($1.0 ? UInt64($1.1) : 0) }
    }
}
