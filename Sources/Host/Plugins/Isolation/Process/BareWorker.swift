import EventLoop
import Glibc
import HostTenancy
package import PluginABI
import Synchronization
import WorkerProtocol

/// A worker's process without the host's supervision: its frames go to whoever made it, who answers them in the host's place. For trying a
/// plugin, where nothing is started again and every end is a finding.
///
/// Thread: any. What comes from the worker is told on a thread of its own, in order.
package final class BareWorker: Sendable {
    /// Why there is no process.
    package struct StartError: Error { package let message: String }

    /// How far the plugin may go; what is counted on it must not be cut off before it is counted.
    private static let memoryBytes: UInt64 = 1 << 30
    private static let descriptors: UInt32 = 1_024
    private static let threads: UInt32 = 1_024
    /// How long a dying process may take to write its backtrace.
    private static let dyingNanos: UInt64 = 5_000_000_000

    private struct Life {
        var process: WorkerProcess?
        var channel: WorkerChannel?
        var evidence = WorkerEvidence()
        var trace = WorkerTrace()
    }

    private let loop: EventLoop
    private let life = Mutex(Life())
    private let scratch: WorkerScratch
    private let onEnd: @Sendable (WorkerEnd, _ trace: String) -> Void
    private let onFrame: @Sendable (WorkerFrame) -> Void

    /// Spawns the process and tells it what to load; what it says of that is its first frame.
    ///
    /// - Parameters:
    ///   - folder: The scratch folder is made beneath it.
    ///   - onFrame: Borrows the frame until it returns. Not told of crashes.
    ///   - onEnd: At most once, last; not told after ``close()``.
    package init(
        _ bundle: PluginBundle, scratchUnder folder: String, onFrame: @escaping @Sendable (WorkerFrame) -> Void,
        onEnd: @escaping @Sendable (WorkerEnd, _ trace: String) -> Void
    ) throws(StartError) {
        self.onFrame = onFrame
        self.onEnd = onEnd
        do throws(EventLoopError) { loop = try EventLoop(name: "worker") } catch { throw StartError(message: "\(error)") }
        do throws(WorkerProcess.SpawnError) {
            scratch = try WorkerScratch(under: folder)
            guard let executable = WorkerExecutable.beside else {
                throw WorkerProcess.SpawnError(message: "there is no \(WorkerExecutable.name) beside this executable")
            }
            let process = try WorkerProcess(
                executable: executable, loop: loop, onOutput: { bytes in self.life.withLock { _ = $0.trace.append(bytes) } },
                onEnd: { self.ended(signal: $0, status: $1) })
            let channel = WorkerChannel(
                process.socket, loop: loop, onFrame: { self.receive($0) }, onEnd: { self.channelEnded($0) })
            life.withLock { ($0.process, $0.channel) = (process, channel) }
            process.watch()
            channel.open()
            var setup = WorkerSetup(
                pluginId: bundle.manifest.id, libraryPath: bundle.libraryPath, memoryBytes: Self.memoryBytes,
                isInline: bundle.manifest.calls == .inline)
            (setup.descriptors, setup.threads) = (Self.descriptors, Self.threads)
            setup.send(channel, scratch: scratch.path)
        } catch {
            throw StartError(message: error.message)
        }
    }

    /// Number of the process; nil once it is closed.
    package var processId: Int32? { life.withLock { $0.process?.id } }

    /// Asks for an instance with these services, by their ids; CREATED answers.
    package func create(_ instance: UInt32, services: Set<String>, settings: [UInt8], statements: [String], topics: [String]) {
        let bits = services.reduce(UInt64(0)) { $0 | UInt64(Self.services[$1] ?? 0) }
        let texts = WorkerTexts.bytes(["\(statements.count)"] + statements + topics)
        // As far as an operator can raise them: it is the contract that is tried, and no quota.
        let (names, events) = (UInt64(Quota.metricSeries.range.upperBound), UInt64(Quota.events.range.upperBound))
        send(.init(kind: .create, instance: instance, id: names, call: events, value: bits), settings, texts)
    }

    /// Asks for the instance's end; DESTROYED answers.
    package func destroy(_ instance: UInt32) { send(.init(kind: .destroy, instance: instance)) }

    /// Starts a call; COMPLETE or STARTED answers.
    package func start(_ instance: UInt32, _ call: hi_id, _ message: [UInt8], deadlineNanos: UInt64) {
        send(.init(kind: .start, instance: instance, id: call, value: deadlineNanos), message)
    }

    /// Asks the plugin to end a call early.
    package func cancel(_ instance: UInt32, _ call: hi_id) { send(.init(kind: .cancel, instance: instance, id: call)) }

    /// Ends an operation of the worker's number: with a message, or with an `hi_error` if `status` is not HI_OK.
    package func end(_ instance: UInt32, operation: UInt64, status: hi_status, _ bytes: UnsafeRawBufferPointer) {
        life.withLock(\.channel)?.send(.init(kind: .result, instance: instance, status: status, id: operation), bytes)
    }

    /// Brings replies of a round.
    package func replies(_ instance: UInt32, operation: UInt64, _ rows: UnsafeRawBufferPointer) {
        life.withLock(\.channel)?.send(.init(kind: .replies, instance: instance, id: operation), rows)
    }

    /// Ends the process at once and removes its scratch folder. Blocks on disk.
    package func close() {
        let (process, channel) = life.withLock { life in
            defer { (life.process, life.channel) = (nil, nil) }
            life.evidence.isAsked = true
            return (life.process, life.channel)
        }
        channel?.close()
        if let process { Glibc.kill(process.id, SIGKILL) }
        scratch.remove()
    }

    private static let services: [String: Int] = [
        HI_DB_1: HW_SERVICE_DATABASE, HI_DEVICE_1: HW_SERVICE_DEVICES, HI_EVENTS_1: HW_SERVICE_EVENTS, HI_JOBS_1: HW_SERVICE_JOBS,
        HI_LOG_1: HW_SERVICE_LOG, HI_METRICS_1: HW_SERVICE_METRICS, HI_CLOCK_1: HW_SERVICE_CLOCK, HI_HTTP_1: HW_SERVICE_HTTP,
        HI_SECRETS_1: HW_SERVICE_SECRETS, HI_MAIL_1: HW_SERVICE_MAIL, HI_CACHE_1: HW_SERVICE_CACHE,
        HI_NOTARY_1: HW_SERVICE_NOTARY,
    ]

    private func send(_ head: WorkerFrame.Head, _ first: [UInt8] = [], _ second: [UInt8] = []) {
        guard let channel = life.withLock(\.channel) else { return }
        first.withUnsafeBytes { first in second.withUnsafeBytes { second in _ = channel.send(head, first, second) } }
    }

    // MARK: On the loop

    private func receive(_ frame: WorkerFrame) {
        guard frame.head.kind == .crash else { return onFrame(frame) }
        life.withLock { $0.evidence.crash = (frame.head.status, frame.head.value, false) }
        killLater()
    }

    private func channelEnded(_ end: WorkerChannel.End) {
        switch end {
        case .closedByWorker: killLater()
        case .malformed(let reason): kill(.brokeProtocol(reason: reason))
        case .notRead: kill(.brokeProtocol(reason: "it does not read what it is sent"))
        }
    }

    private func kill(_ end: WorkerEnd) {
        let process = life.withLock { life in
            if life.evidence.killed == nil, life.evidence.crash == nil { life.evidence.killed = end }
            return life.process
        }
        process?.kill()
    }

    private func killLater() {
        loop.schedule(atNanos: EventLoop.nowNanos() + Self.dyingNanos) { self.life.withLock(\.process)?.kill() }
    }

    private func ended(signal: Int32?, status: Int32) {
        let told: (WorkerEnd, String)? = life.withLock { life in
            guard life.process != nil else { return nil }
            _ = life.trace.finish()
            return (life.evidence.end(signal: signal, status: status), life.trace.text)
        }
        guard let (end, trace) = told else { return }
        onEnd(end, trace)
    }
}
