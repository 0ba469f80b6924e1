import EventLoop
import Foundation
import HostData
package import Logging
import Synchronization

/// The workers of this host. Thread: any.
package final class WorkerPool: Sendable {
    /// What a host says of its workers.
    package struct Options: Sendable {
        /// Nil: `hashinsight-worker` beside the host's own executable.
        package var executable: String?
        /// Where the workers' scratch folders are made.
        package var scratchFolder = FileManager.default.temporaryDirectory.path
        /// A worker without calls ends after so long.
        package var idleNanos: UInt64 = 600_000_000_000
        /// How long a worker may compute with no call under way.
        var processor = WorkerProcessorWatch.Limits()

        /// What a worker may send that no call waits for.
        var flood = WorkerFlood.Limits()

        /// How long the plugin may take to make an instance.
        var creationNanos = WorkerSession.creationNanos

        /// A worker with nothing to remember is forgotten when nobody has asked for it for so long.
        var forgetNanos: UInt64 = 60_000_000_000

        /// So long a tenant that a shared worker may have died of has to get along in one of its own before it comes back.
        var apartNanos = WorkerSupervisor.windowNanos

        /// Of one library: so many tenants at most have a worker of their own for that.
        var maximumApart = 32

        package init() {}
    }

    /// Figures of one worker, for /metrics.
    package struct Sample: Sendable {
        package let plugin: String
        /// The tenant's id, `all`, or the member of a pool.
        package let share: String
        /// Nil if there is no process now.
        package let usage: WorkerUsage?
        /// Of all its processes so far.
        package let cpuSeconds: Double
        package let crashes: Int
        package let restarts: Int
    }

    struct Past: Hashable {
        let plugin: String
        let share: String
    }

    struct State {
        var workers: [WorkerKey: Worker] = [:]
        /// Tenants that a shared worker may have died of, by the worker of their own, and since when.
        var apart: [WorkerKey: UInt64] = [:]
        /// What those were that are forgotten.
        var past: [Past: Sample] = [:]
        var loops: EventLoopGroup?
        /// The names of protections that were told of as missing; nil before the first worker.
        var missingTold: Set<String>?
        var onPark: (@Sendable (_ plugin: String, _ tenants: [String], _ report: WorkerReport?) -> Void)?
        var isClosed = false
    }

    let idleNanos: UInt64
    var floodLimits: WorkerFlood.Limits { options.flood }
    var creationNanos: UInt64 { options.creationNanos }
    var processorLimits: WorkerProcessorWatch.Limits { options.processor }
    var apartNanos: UInt64 { options.apartNanos }
    let options: Options
    private let logger: Logger
    let state = Mutex(State())
    /// Made with the first worker; touched on the spawner alone, which may wait for the disk.
    private let scratchRoot = Mutex<WorkerScratchRoot?>(nil)
    /// Makes the processes. It lives as long as the host: the kernel may bind a process's life to the thread that made it.
    private let spawner = PluginThreads(name: "workers", width: 1, queueLimit: .max)

    package init(options: Options = Options(), logger: Logger) {
        self.options = options
        self.logger = logger
        idleNanos = options.idleNanos
    }

    /// Calls `body` when a worker is parked, on a loop; must not block.
    package func onPark(_ body: @escaping @Sendable (_ plugin: String, _ tenants: [String], _ report: WorkerReport?) -> Void) {
        state.withLock { $0.onPark = body }
    }

    /// The worker that an instance belongs to; made when it is asked for first.
    ///
    /// - Throws: ``PluginRuntimeError`` if this host cannot have workers.
    func worker(for plugin: LoadedPlugin, tenantId: String) throws(PluginRuntimeError) -> Worker {
        let source = plugin.source
        let setup = WorkerSetup(
            pluginId: plugin.id, libraryPath: source.libraryPath, memoryBytes: UInt64(max(0, source.quotas.memoryBytes)),
            isInline: source.manifest.calls == .inline, copy: source.copy)
        do {
            return try state.withLock { state in
                guard !state.isClosed else { throw PluginRuntimeError(.notConfigured, "the host stops") }
                let (key, isApart) = self.key(of: plugin, tenantId: tenantId, in: state)
                if let worker = state.workers[key] {
                    worker.used()
                    return worker
                }
                forget(&state)
                let loops: EventLoopGroup
                if let made = state.loops { loops = made } else { loops = try EventLoopGroup(count: 2, name: "workers") }
                state.loops = loops
                let worker = Worker(key, isApart: isApart, pool: self, loop: loops.next(), setup: setup, plugin: plugin)
                state.workers[key] = worker
                return worker
            }
        } catch let error as PluginRuntimeError {
            throw error
        } catch {
            throw PluginRuntimeError(.notConfigured, "there are no threads for workers", cause: "\(error)")
        }
    }

    /// Drops workers of versions and tenants that are gone, keeping their figures, which only grow.
    private func forget(_ state: inout State) {
        let now = EventLoop.nowNanos()
        for (key, worker) in state.workers where worker.isForgettable(atNanos: now, afterNanos: options.forgetNanos) {
            let place = Past(plugin: worker.pluginId, share: key.share)
            state.past[place] = sample(of: worker, after: state.past[place])
            state.workers[key] = nil
        }
        forgetApart(&state, atNanos: now)
    }

    private func sample(of worker: Worker, after past: Sample? = nil) -> Sample {
        let counts = worker.counts
        return Sample(
            plugin: worker.pluginId, share: worker.key.share, usage: worker.processId.flatMap(WorkerUsage.read),
            cpuSeconds: worker.cpuSeconds + (past?.cpuSeconds ?? 0), crashes: counts.crashes + (past?.crashes ?? 0),
            restarts: counts.restarts + (past?.restarts ?? 0))
    }

    func spawn(_ session: WorkerSession, _ setup: WorkerSetup) {
        let executable = options.executable ?? WorkerExecutable.beside
        spawner.executeAlways {
            // What is loaded now is what was verified then, however long that is ago.
            if let refusal = setup.copy?.refusal() { return session.refuse(refusal) }
            do throws(WorkerProcess.SpawnError) {
                session.start(setup, executable: executable, scratch: try self.makeScratch())
            } catch {
                session.fail(error)
            }
        }
    }

    /// A scratch folder, in this host's folder for them. Blocks on disk: on the spawner.
    private func makeScratch() throws(WorkerProcess.SpawnError) -> WorkerScratch {
        if let root = scratchRoot.withLock(\.self), let scratch = try? WorkerScratch(under: root.path) { return scratch }
        // The first one, or somebody tidied up the temporary files.
        _ = WorkerScratchRoot.sweep(options.scratchFolder)
        let root = try WorkerScratchRoot(under: options.scratchFolder)
        scratchRoot.withLock { $0 = root }
        return try WorkerScratch(under: root.path)
    }

    /// Removes what the workers of killed hosts left behind.
    package func sweep() async {
        let folder = options.scratchFolder
        let count = (try? await DiskThread.run { WorkerScratchRoot.sweep(folder) }) ?? 0
        if count > 0 { logger.notice("removed the scratch folders that \(count) killed hosts had left in \(folder)") }
    }

    /// Says what this kernel does not offer to protect workers, before there is one: starts a worker that loads nothing and asks it.
    package func announce() async {
        guard state.withLock(\.missingTold) == nil else { return }
        do throws(PluginRuntimeError) {
            started(try await WorkerProtections.read(executable: options.executable, scratchFolder: options.scratchFolder))
        } catch {
            logger.warning("plugins cannot run in workers on this machine: \(error.message)")
        }
    }

    /// A worker is ready: what the kernel does not offer is said once, in one line, and what a later worker lacks besides when it comes.
    ///
    /// - Parameter ownLogger: The worker's, for what is said of it alone; the pool's if nil.
    func started(_ protections: [WorkerProtection], ownLogger: Logger? = nil) {
        let missing = protections.filter { $0.missingReason != nil }
        let (isFirst, news) = state.withLock { state in
            let told = state.missingTold
            state.missingTold = (told ?? []).union(missing.map(\.name))
            return (told == nil, missing.filter { !(told ?? []).contains($0.name) })
        }
        let list = news.map { "\($0.name): \($0.missingReason ?? "")" }.joined(separator: "; ")
        if isFirst, news.isEmpty {
            logger.info("workers have all \(protections.count) protections: this kernel offers them")
        } else if isFirst {
            logger.warning("workers run without protections that this kernel does not offer: \(list)")
        } else if !news.isEmpty {
            (ownLogger ?? logger).warning("the worker runs without protections that those before it had: \(list)")
        }
    }

    func parked(_ worker: Worker, tenants: [String]) { state.withLock(\.onPark)?(worker.pluginId, tenants, worker.report) }

    /// All workers that were made so far, those without a process included. Of those that are forgotten, one for each plugin and share.
    package func samples() -> [Sample] {
        let (workers, past) = state.withLock { (Array($0.workers.values), Array($0.past.values)) }
        return workers.map { sample(of: $0) } + past
    }

    /// Workers that are kept.
    var workerCount: Int { state.withLock(\.workers.count) }

    /// Waits for the processes of workers whose instances have ended, and ends the threads.
    ///
    /// - Parameter limitNanos: A process that takes longer ends with the host: its socket is closed.
    package func close(limitNanos: UInt64 = 2_000_000_000) async {
        let (workers, loops) = state.withLock { state in
            state.isClosed = true
            return (Array(state.workers.values), state.loops)
        }
        let limit = EventLoop.nowNanos() + limitNanos
        while workers.contains(where: { $0.processId != nil }), EventLoop.nowNanos() < limit {
            try? await Task.sleep(nanoseconds: 5_000_000)
        }
        spawner.stop()
        guard let loops else { return }
        await withCheckedContinuation { continuation in
            // The end of a loop's thread is waited for, which is nothing for the cooperative pool.
            let thread = PluginThread.start(name: "workers-end", detached: true) {
                loops.shutdown()
                self.scratchRoot.withLock { $0.take() }?.remove()
                continuation.resume()
            }
            if thread == nil { continuation.resume() }
        }
    }
}
