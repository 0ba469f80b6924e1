import PluginABI
import Synchronization

/// One call into a plugin: knows who waits, and tells them once.
final class PluginCall<Answer: PluginAnswer>: CallEntry {
    /// Called exactly once, on any thread; must not block.
    typealias Completion = @Sendable (Result<Answer, PluginCallError>) -> Void

    private let instance: LiveInstance
    private let startedNanos: UInt64
    private let completion: Completion
    private let isCancelRequested = Atomic<Bool>(false)

    init(instance: LiveInstance, startedNanos: UInt64, completion: @escaping Completion) {
        self.instance = instance
        self.startedNanos = startedNanos
        self.completion = completion
    }

    var parent: hi_id { 0 }

    func complete(_ id: hi_id, isLate: Bool, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?) -> hi_status {
        let counters = instance.plugin.counters
        defer { instance.calls.leave() }
        if isLate {
            counters.lateCompletions.add(1, ordering: .relaxed)
            return PluginStatus.stale.rawValue
        }
        defer { PluginRuntime.shared.table.close(id) }
        guard status == PluginStatus.ok.rawValue else {
            tell(.failure(PluginCallError(status: PluginStatus(status), error: error)))
            return PluginStatus.ok.rawValue
        }
        do throws(MessageError) {
            let reader = try MessageReader(answer)
            guard reader.kind == Answer.kind else { throw MessageError("the answer has kind \(reader.kind), expected \(Answer.kind)") }
            tell(.success(try Answer(reader)))
            return PluginStatus.ok.rawValue
        } catch {
            counters.malformedAnswers.add(1, ordering: .relaxed)
            tell(.failure(PluginCallError(.internal, "the plugin's answer is not well formed: \(error.message)")))
            return PluginStatus.invalidArgument.rawValue
        }
    }

    func expire(_ id: hi_id) {
        if isCancelRequested.load(ordering: .relaxed) {
            tell(.failure(PluginCallError(.cancelled, "the call was cancelled and the plugin did not end it in time")))
        } else {
            instance.plugin.counters.expirations.add(1, ordering: .relaxed)
            tell(.failure(PluginCallError(.deadline, "the plugin did not answer before the deadline")))
            instance.push(cancel: id)
        }
    }

    func cancel(_ id: hi_id) {
        guard !isCancelRequested.exchange(true, ordering: .relaxed) else { return }
        instance.plugin.counters.cancellations.add(1, ordering: .relaxed)
        let limit = monotonicNanos() + LiveInstance.cancelGraceNanos
        PluginRuntime.shared.table.shorten(id, to: limit)
        PluginRuntime.shared.watch.note(limit)
        instance.push(cancel: id)
    }

    /// The call never reached the plugin, or `start` refused it. The id was claimed.
    func refuse(_ id: hi_id, _ error: PluginCallError) {
        tell(.failure(error))
        PluginRuntime.shared.table.close(id)
        instance.calls.leave()
    }

    private func tell(_ result: Result<Answer, PluginCallError>) {
        let counters = instance.plugin.counters
        counters.calls.add(1, ordering: .relaxed)
        counters.durationNanos.add(Int(monotonicNanos() &- startedNanos), ordering: .relaxed)
        if case .failure = result { counters.failures.add(1, ordering: .relaxed) }
        completion(result)
    }
}
