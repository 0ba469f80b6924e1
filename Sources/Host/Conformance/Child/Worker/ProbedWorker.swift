import Foundation
import HostPlugins
import PluginABI
import Synchronization

/// The plugin in a worker's process, with scripted hosts on this side of the socket: one process for all instances of a case.
///
/// Thread: any.
final class ProbedWorker: Sendable {
    private static let readyNanos: UInt64 = 15_000_000_000
    private static let createNanos: UInt64 = 6_000_000_000

    private struct State {
        var worker: BareWorker?
        /// What HELLO said: nil before it, empty if the library is loaded, else why it is not.
        var greeting: String?
        var instances: [UInt32: WorkerCode] = [:]
        var lastNumber: UInt32 = 0
    }

    private let state = Mutex(State())
    private let topics: [String]
    private let whenConfined: @Sendable ([String]) -> Void

    /// Starts the process, from the thread whose end is the worker's too, and waits until it has loaded the library.
    ///
    /// - Parameters:
    ///   - whenConfined: Told before the library is loaded, with what the kernel does not offer of the confinement.
    ///   - whenDead: Told once if the process ends of itself: how, and with which backtrace.
    init(
        _ bundle: PluginBundle, whenConfined: @escaping @Sendable ([String]) -> Void, whenDead: @escaping @Sendable (String) -> Void
    ) throws(Finding) {
        self.whenConfined = whenConfined
        topics = bundle.manifest.events
        do throws(BareWorker.StartError) {
            let worker = try BareWorker(
                bundle, scratchUnder: NSTemporaryDirectory(), onFrame: { self.receive($0) },
                onEnd: { end, trace in
                    // A refusal has been told by its frame.
                    if case .refused = end { return }
                    guard self.state.withLock({ $0.greeting ?? "" }).isEmpty else { return }
                    whenDead(Self.words(end, trace))
                })
            state.withLock { $0.worker = worker }
        } catch {
            throw Finding("no worker can be started: \(error.message)", expected: "a worker, as a host starts it")
        }
        let end = monotonicNanos() + Self.readyNanos
        while state.withLock({ $0.greeting == nil }) {
            guard monotonicNanos() < end else {
                throw Finding(
                    "the worker had not loaded the library after \(Self.readyNanos / 1_000_000_000) s", expected: "a library that loads")
            }
            usleep(500)
        }
        if let reason = state.withLock({ $0.greeting }), !reason.isEmpty {
            throw Finding("a worker refuses the library: \(reason)", expected: "a library that loads in a worker as it does in the host")
        }
    }

    /// Number of the worker's process.
    var processId: Int32? { state.withLock { $0.worker?.processId } }

    /// Creates an instance; the result is a refusal if the plugin says no.
    func create(host: ScriptedHost, settings: [UInt8]) throws(Finding) -> Result<WorkerCode, ProbedInstance.Refusal> {
        let made = state.withLock { state -> (BareWorker, WorkerCode)? in
            guard let worker = state.worker else { return nil }
            state.lastNumber += 1
            let code = WorkerCode(worker, number: state.lastNumber, host: host)
            state.instances[state.lastNumber] = code
            return (worker, code)
        }
        guard let (worker, code) = made else { throw Finding("the worker has ended", expected: "a worker that serves") }
        worker.create(code.number, services: host.granted, settings: settings, statements: host.statements, topics: topics)
        let end = monotonicNanos() + Self.createNanos
        while true {
            switch code.creation {
            case .made: return .success(code)
            case .refused(let refusal): return .failure(refusal)
            case nil:
                guard monotonicNanos() < end else {
                    throw Finding(
                        "create had not returned in a worker after \(Self.createNanos / 1_000_000_000) s",
                        expected: "an instance, or a refusal")
                }
                usleep(300)
            }
        }
    }

    /// Ends the process and what it left on disk. Blocks.
    func close() {
        state.withLock { state in
            defer { state.worker = nil }
            return state.worker
        }?.close()
    }

    private func receive(_ frame: WorkerFrame) {
        if frame.head.kind == .confined {
            // After HELLO the plugin could say it.
            guard state.withLock({ $0.greeting == nil }) else { return }
            return whenConfined(WorkerProtection.read(frame.first).compactMap { one in one.missingReason.map { "\(one.name): \($0)" } })
        }
        if frame.head.kind == .hello {
            let reason = frame.head.status == HI_OK ? "" : String(decoding: frame.first, as: UTF8.self)
            return state.withLock { $0.greeting = $0.greeting ?? reason }
        }
        // What names an instance that has ended comes too late.
        guard let code = state.withLock({ $0.instances[frame.head.instance] }) else { return }
        code.receive(frame)
        if frame.head.kind == .destroyed { state.withLock { _ = $0.instances.removeValue(forKey: frame.head.instance) } }
    }

    private static func words(_ end: WorkerEnd, _ trace: String) -> String {
        let lines = trace.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.prefix(6)
        return "in a worker, \(end)" + (lines.isEmpty ? "" : ": " + lines.joined(separator: " | "))
    }
}
