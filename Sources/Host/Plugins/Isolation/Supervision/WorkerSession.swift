import EventLoop
import Glibc
import PluginABI
import Synchronization
import WorkerProtocol

/// One life of a worker: from the start of its process to its end.
final class WorkerSession: Sendable {
    /// How long a dying process may take to write its backtrace, and one that is asked to end to do so.
    private static let dyingNanos: UInt64 = 5_000_000_000
    private static let endingNanos: UInt64 = 10_000_000_000
    private static let lookNanos: UInt64 = 1_000_000_000
    /// How long the plugin may take to make an instance.
    static let creationNanos: UInt64 = 10_000_000_000
    /// Less than what an instance has for its whole end.
    private static let destructionNanos: UInt64 = 20_000_000_000

    /// What the worker is told of the life's course. All on the loop.
    struct Observer: Sendable {
        let ready: @Sendable (WorkerSession, WorkerChannel) -> Void
        /// Whether those whose instances are in the process can be kept from each other once it is gone: then calls are begun once more.
        let canPart: @Sendable (_ tenants: Set<String>) -> Bool
        /// Nothing can be got from the process any more. Comes before `ended`, at most once, with what callers under way are told and for
        /// which tenants the plugin was at work.
        let severed: @Sendable (WorkerSession, PluginCallError, _ atWork: Set<String>) -> Void
        let looked: @Sendable (WorkerSession) -> Void
        let line: @Sendable (String) -> Void
        /// Comes once, last.
        let ended: @Sendable (WorkerSession, WorkerEnd, _ trace: String) -> Void
    }

    struct Life {
        var process: WorkerProcess?
        var channel: WorkerChannel?
        var scratch: WorkerScratch?
        var evidence = WorkerEvidence()
        var health: WorkerHealth
        var trace = WorkerTrace()
        var flood: WorkerFlood
        /// Some of what it wrote is not in the log.
        var isOutputCut = false
        /// Nil until the worker has said what protects it.
        var protections: [WorkerProtection]?
        var isReady = false
        var isSevered = false
        /// It is ended, and its threads were asked where they are before.
        var isAskedForPlace = false
        var isEnded = false
        /// The kernel does not limit the scratch folder: it is measured.
        var isScratchMeasured = true
        var isBeingMeasured = false
        var looks = 0
        /// When the latest instance was made or destroyed.
        var steppedNanos: UInt64 = 0
    }

    let loop: EventLoop
    let observer: Observer
    /// Whose call is sent next; nil where one tenant has the worker for itself.
    let turns: WorkerTurns?
    private let memoryBytes: UInt64
    private let creationNanos: UInt64
    let life: Mutex<Life>
    /// By number; nil once nothing can be got from the process any more.
    private let instances = Mutex<[UInt32: WorkerInstance]?>([:])
    private let nextNumber = Atomic<UInt32>(1)
    private let ignored = Atomic<Int>(0)

    init(
        loop: EventLoop, memoryBytes: UInt64, turns: WorkerTurns? = nil, flood: WorkerFlood.Limits = WorkerFlood.Limits(),
        creationNanos: UInt64 = WorkerSession.creationNanos, observer: Observer
    ) {
        self.loop = loop
        self.turns = turns
        self.memoryBytes = memoryBytes
        self.creationNanos = creationNanos
        self.observer = observer
        life = Mutex(Life(health: WorkerHealth(startedNanos: EventLoop.nowNanos()), flood: WorkerFlood(flood)))
    }

    /// The process's number; nil before its start and after its end.
    var processId: Int32? { life.withLock { $0.isEnded ? nil : $0.process?.id } }
    var protections: [WorkerProtection] { life.withLock(\.protections) ?? [] }
    /// Frames that named nothing.
    var ignoredFrames: Int { ignored.load(ordering: .relaxed) }

    /// Makes the process and tells it what to serve. Blocks on disk and kernel: on a thread that may wait and lives as long as the host.
    ///
    /// - Parameters:
    ///   - executable: Nil if this host has none.
    ///   - scratch: Removed with the process.
    func start(_ setup: WorkerSetup, executable: String?, scratch: WorkerScratch) {
        life.withLock { $0.scratch = scratch }
        do throws(WorkerProcess.SpawnError) {
            guard let executable else {
                throw WorkerProcess.SpawnError(message: "there is no \(WorkerExecutable.name) beside the host's executable")
            }
            let process = try WorkerProcess(
                executable: executable, loop: loop, onOutput: { self.wrote($0) }, onEnd: { self.processEnded(signal: $0, status: $1) })
            let channel = WorkerChannel(
                process.socket, loop: loop, onFrame: { self.receive($0) }, onEnd: { self.channelEnded($0) })
            life.withLock { life in
                life.process = process
                life.channel = channel
            }
            process.watch()
            channel.open()
            setup.send(channel, scratch: scratch.path)
            // It may have been asked to end before there was anything to ask.
            if life.withLock(\.evidence.isAsked) { channel.finish() }
            loop.execute { self.look() }
        } catch {
            fail(error)
        }
    }

    /// The library is not to be loaded.
    func refuse(_ reason: String) { loop.execute { self.end(.refused(reason: reason)) } }

    /// There is no process, and will be none.
    func fail(_ error: WorkerProcess.SpawnError) { loop.execute { self.end(.notStarted(reason: error.message)) } }

    /// A number for an instance that is to be made in this process.
    func bind(_ instance: WorkerInstance) -> UInt32 {
        let number = nextNumber.add(1, ordering: .relaxed).oldValue
        instances.withLock { $0?[number] = instance }
        return number
    }

    /// Whether it hears of the process's end: one that came when that was told does not.
    func isBound(_ number: UInt32) -> Bool { instances.withLock { $0?[number] != nil } }

    /// A `create` that does not come to its end holds up all others of this process: then the process is a hung one.
    func awaitCreation(of instance: WorkerInstance, number: UInt32) {
        awaitStep("made", withinNanos: creationNanos, sinceNanos: EventLoop.nowNanos()) { [weak instance] in
            instance?.isBeingMade(in: self, as: number) == true
        }
    }

    /// So does a `destroy`, once it was asked for.
    func awaitDestruction(of number: UInt32) {
        awaitStep("destroyed", withinNanos: Self.destructionNanos, sinceNanos: EventLoop.nowNanos()) { self.isBound(number) }
    }

    /// Instances are made and destroyed one after another, so one's time begins when the one before it is done.
    private func awaitStep(
        _ word: String, withinNanos limit: UInt64, sinceNanos since: UInt64, _ isAwaited: @escaping @Sendable () -> Bool
    ) {
        loop.schedule(atNanos: since + limit) {
            guard isAwaited() else { return }
            let last = self.life.withLock(\.steppedNanos)
            guard last <= since else { return self.awaitStep(word, withinNanos: limit, sinceNanos: last, isAwaited) }
            self.kill(.hung(reason: "an instance was not \(word) within \(limit / 1_000_000_000) s"), asksForPlace: true)
        }
    }

    /// An instance was made or destroyed. Thread: the loop.
    func noteStep() { life.withLock { $0.steppedNanos = EventLoop.nowNanos() } }

    func unbind(_ number: UInt32) { instances.withLock { _ = $0?.removeValue(forKey: number) } }

    /// A frame that names nothing. Thread: the loop.
    func ignore() {
        ignored.add(1, ordering: .relaxed)
        admitStray()
    }

    /// Lets the process end by itself. Thread: any.
    func finish() {
        let (channel, isAlive) = life.withLock { life in
            life.evidence.isAsked = true
            return (life.channel, !life.isEnded)
        }
        guard isAlive else { return }
        channel?.finish()
        loop.schedule(atNanos: EventLoop.nowNanos() + Self.endingNanos) {
            let (isEnded, isRefused) = self.life.withLock { ($0.isEnded, $0.evidence.refusal != nil) }
            guard !isEnded else { return }
            // No instance was ever made of a library that was refused: nothing of the plugin holds its end up.
            guard !isRefused else { return self.killLater(afterNanos: 0) }
            let reason = "it did not end within \(Self.endingNanos / 1_000_000_000) s after it was asked to"
            self.kill(.hung(reason: reason), asksForPlace: true)
        }
    }

    // MARK: On the loop

    private func receive(_ frame: WorkerFrame) {
        guard !frame.head.kind.isNews || admitNews(isLogLine: frame.head.kind == .log) else { return }
        switch frame.head.kind {
        case .confined: confined(frame)
        case .hello: hello(frame)
        case .pong: if !life.withLock({ $0.health.pong(frame.head.id) }) { admitStray() }
        case .crash: crashed(frame)
        default:
            guard let instance = instances.withLock({ $0?[frame.head.instance] }), let channel = life.withLock({ $0.channel }) else {
                return ignore()
            }
            instance.receive(frame, WorkerLink(session: self, channel: channel, number: frame.head.instance))
        }
    }

    /// The worker sends it before it loads the library, so the first one is its own; others can be the plugin's.
    private func confined(_ frame: WorkerFrame) {
        let isFirst = life.withLock { life in
            guard life.protections == nil else { return false }
            let protections = WorkerProtection.read(frame.first)
            life.protections = protections
            life.isScratchMeasured = !protections.contains(WorkerProtection(name: "scratch_limit", missingReason: nil))
            return true
        }
        if !isFirst { ignore() }
    }

    private func hello(_ frame: WorkerFrame) {
        let (isFirst, isConfined) = life.withLock { life in
            defer { life.isReady = true }
            return (!life.isReady, life.protections != nil)
        }
        guard isFirst else { return ignore() }
        guard isConfined else { return kill(.brokeProtocol(reason: "it did not say what protects it before it loaded the library")) }
        guard frame.head.value == UInt64(HW_PROTOCOL) else {
            return kill(.brokeProtocol(reason: "it speaks protocol \(frame.head.value), expected \(HW_PROTOCOL): it is of another build"))
        }
        guard frame.head.status == PluginStatus.ok.rawValue else {
            let reason = WorkerTexts.text(frame.first)
            life.withLock { $0.evidence.refusal = reason }
            sever(PluginCallError(.unavailable, reason))
            return finish()
        }
        let channel = life.withLock { life in
            life.health.ready()
            return life.channel
        }
        if let channel { observer.ready(self, channel) }
    }

    private func crashed(_ frame: WorkerFrame) {
        let process = life.withLock(\.process)
        // While it writes its backtrace it is still there to be looked at.
        let resident = process.flatMap { WorkerUsage.read(process: $0.id) }?.residentBytes ?? 0
        life.withLock { life in
            life.evidence.crash = (
                frame.head.status, frame.head.value, memoryBytes > 0 && UInt64(resident) >= memoryBytes / 10 * 9
            )
        }
        sever(.crashed)
        killLater(afterNanos: Self.dyingNanos)
    }

    private func channelEnded(_ end: WorkerChannel.End) {
        switch end {
        case .closedByWorker:
            sever(.crashed)
            killLater(afterNanos: Self.dyingNanos)
        case .malformed(let reason): kill(.brokeProtocol(reason: reason))
        case .notRead: kill(.brokeProtocol(reason: "it does not read what it is sent"))
        }
    }

    private func look() {
        let instances = self.instances.withLock { $0.map { Array($0.values) } ?? [] }
        let loads = instances.map { $0.load(in: self) }
        let verdict: (WorkerHealth.Verdict, WorkerChannel?)? = life.withLock { life in
            guard !life.isEnded, !life.isSevered else { return nil }
            return (
                life.health.look(
                    atNanos: EventLoop.nowNanos(), callsUnderWay: loads.reduce(0) { $0 + $1.calls },
                    earliestDeadlineNanos: loads.compactMap(\.earliestDeadlineNanos).min()), life.channel
            )
        }
        guard let verdict else { return }
        let dropped = life.withLock { $0.flood.takeDropped() }
        if dropped > 0 { observer.line("\(dropped) lines or events of the plugin were left out: more than the host takes within a second") }
        switch verdict.0 {
        case .fine: break
        case .ping(let number): verdict.1?.send(WorkerFrame.Head(kind: .ping, id: number))
        case .hung(let reason): return kill(.hung(reason: reason), asksForPlace: true)
        }
        measureScratch()
        observer.looked(self)
        loop.schedule(atNanos: EventLoop.nowNanos() + Self.lookNanos) { self.look() }
    }

    /// - Parameter asksForPlace: Whether what its threads are at says why.
    func kill(_ end: WorkerEnd, asksForPlace: Bool = false) {
        let (process, isAsked): (WorkerProcess?, Bool) = life.withLock { life in
            if life.evidence.killed == nil, life.evidence.crash == nil {
                life.evidence.killed = end
                life.isAskedForPlace = asksForPlace
                return (life.process, life.isAskedForPlace)
            }
            // While it tells where its threads are, which has an end, it is not cut off.
            return (life.isAskedForPlace ? nil : life.process, false)
        }
        if case .hung = end { sever(.hung) } else { sever(.crashed) }
        if let process, isAsked { askForPlace(process) } else { process?.kill() }
    }

    private func killLater(afterNanos nanos: UInt64) {
        loop.schedule(atNanos: EventLoop.nowNanos() + nanos) {
            let process = self.life.withLock { $0.isEnded ? nil : $0.process }
            process?.kill()
        }
    }

    private func sever(_ error: PluginCallError) {
        let isFirst = life.withLock { life in
            defer { life.isSevered = true }
            return !life.isSevered
        }
        guard isFirst else { return }
        let instances = instances.withLock { instances in
            defer { instances = nil }
            return instances ?? [:]
        }
        let atWork = Self.atWork(instances)
        // Asked once, of those that are in the process: whoever is severed first may have left the worker before the next one's turn.
        let beginsAgain = observer.canPart(Set(instances.values.map(\.tenantId)))
        for instance in instances.values { instance.severed(self, error, beginsAgain: beginsAgain) }
        observer.severed(self, error, atWork)
    }

    /// The tenants that the plugin was at work for. Instances are made one after another in the order of their numbers, so of those only
    /// the first counts. Where all calls waited for the host, one of its answers may have been what it died of.
    private static func atWork(_ instances: [UInt32: WorkerInstance]) -> Set<String> {
        let works = instances.sorted { $0.key < $1.key }.map { ($0.value.tenantId, $0.value.work) }
        var atWork = Set(works.filter { $0.1 == .calls || $0.1 == .ending }.map(\.0))
        if let made = works.first(where: { $0.1 == .making }) { atWork.insert(made.0) }
        return atWork.isEmpty ? Set(works.filter { $0.1 == .waitingCalls }.map(\.0)) : atWork
    }

    private func processEnded(signal: Int32?, status: Int32) {
        // The kernel may tell of the end before the last words: why the library was refused, or what the plugin died of.
        life.withLock(\.channel)?.readRest()
        end(life.withLock { $0.evidence.end(signal: signal, status: status) })
    }

    private func end(_ end: WorkerEnd) {
        let (channel, scratch, last, trace, isCut) = life.withLock { life in
            defer {
                life.isEnded = true
                life.channel = nil
                life.process = nil
            }
            let last = life.trace.finish()
            return (life.channel, life.scratch, last, life.trace.text, life.isOutputCut)
        }
        // What it sent before its end has been read, unless it died within a frame.
        channel?.close()
        sever(end.isCrash ? .crashed : PluginCallError(.unavailable, end.description))
        if let last { observer.line(last) }
        // A plugin that writes much shall not keep its own backtrace out of the log.
        if isCut, end.isCrash { for line in WorkerReport.excerpt(of: trace) { observer.line(String(line)) } }
        if let scratch { _ = PluginThread.start(name: "scratch", detached: true) { scratch.remove() } }
        observer.ended(self, end, trace)
    }
}

extension PluginCallError {
    /// What a caller is told whose call was in a worker that died. The operator reads more in the log.
    static let crashed = PluginCallError(.crashed, "the plugin crashed while it worked on this request")
    /// As ``crashed``, for a worker that had to be killed.
    static let hung = PluginCallError(.deadline, "the plugin did not answer and was ended")
}
