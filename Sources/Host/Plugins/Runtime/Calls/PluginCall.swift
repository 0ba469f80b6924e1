import Logging
import PluginABI
import Synchronization

/// One call into a plugin: knows who waits, and tells them once.
///
/// A call that ends before its `start` returns leaves its object to the thread's next one (``CallLane``).
final class PluginCall: CallEntry, @unchecked Sendable {
    // Sendable: `instance` and `begunNanos` are written while one thread alone has the object, before its id is published or after it
    // ended; `completion` is taken by whoever ends the call, and the table lets one do that.

    private var instance: LiveInstance
    /// As of ``CallStart/nanos``.
    private var begunNanos: UInt64
    /// Nil once it was told.
    private var completion: CallCompletion?
    /// Its own deadline if its caller has given up, and 0 before. A cancel shortens only how long the caller waits: the plugin may go on.
    private let cancelledDeadlineNanos = Atomic<UInt64>(0)
    /// Whether it still waits for a thread: the plugin knows nothing of it.
    private let isQueued = Atomic<Bool>(false)
    /// Whether it has begun what may have changed something outside of the plugin's memory.
    private let mayHaveChanged = Atomic<Bool>(false)
    /// What its statements have answered so far.
    let rowsAnswered = Atomic<Int>(0)
    let bytesAnswered = Atomic<Int>(0)

    init(instance: LiveInstance, begunNanos: UInt64, completion: CallCompletion) {
        self.instance = instance
        self.begunNanos = begunNanos
        self.completion = completion
    }

    /// Makes an ended call that nobody else has the next one.
    @inline(__always)
    func renew(instance: LiveInstance, begunNanos: UInt64, completion: CallCompletion) {
        if self.instance !== instance { self.instance = instance }
        self.begunNanos = begunNanos
        self.completion = completion
        cancelledDeadlineNanos.store(0, ordering: .relaxed)
        isQueued.store(false, ordering: .relaxed)
        mayHaveChanged.store(false, ordering: .relaxed)
        rowsAnswered.store(0, ordering: .relaxed)
        bytesAnswered.store(0, ordering: .relaxed)
    }

    /// It is about to wait for a thread of the plugin's.
    func queue() { isQueued.store(true, ordering: .relaxed) }

    /// A thread of the plugin's has taken it.
    func take() { isQueued.store(false, ordering: .relaxed) }

    /// It begins what may change something.
    func noteChange() { mayHaveChanged.store(true, ordering: .relaxed) }

    /// It is begun once more: what it was answered before counts no more.
    func beginAgain() {
        rowsAnswered.store(0, ordering: .relaxed)
        bytesAnswered.store(0, ordering: .relaxed)
        instance.plugin.counters.repeats.add(1, ordering: .relaxed)
    }

    /// Whether all is as it was before the call, so that it may be begun once more elsewhere.
    ///
    /// - Parameter strayNanos: When the plugin last began a change without saying for which call.
    func hasChangedNothing(strayNanos: UInt64) -> Bool { !mayHaveChanged.load(ordering: .relaxed) && begunNanos > strayNanos }

    override var pluginCall: PluginCall? { self }

    /// Until when the plugin may go on with it though the caller has given up; 0 if the caller has not.
    var lawfulUntilNanos: UInt64 { cancelledDeadlineNanos.load(ordering: .relaxed) }

    override func complete(_ id: hi_id, isLate: Bool, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?)
        -> hi_status
    {
        instance.countForeignTime()
        defer { instance.leaveCall() }
        if isLate {
            instance.plugin.counters.lateCompletions.add(1, ordering: .relaxed)
            return PluginStatus.stale.rawValue
        }
        defer { PluginRuntime.shared.table.close(id) }
        let told = tell(status, answer, error)
        count()
        return told
    }

    /// Tells the caller what the plugin completed the call with. The end was claimed.
    @inline(__always)
    func tell(_ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?) -> hi_status {
        guard status == PluginStatus.ok.rawValue else {
            fail(told(PluginCallError(status: PluginStatus(status), error: error)))
            return PluginStatus.ok.rawValue
        }
        do throws(MessageError) {
            let reader = try MessageReader(answer)
            if let kind = completion?.answerKind, reader.kind != kind {
                throw MessageError("the answer has kind \(reader.kind), expected \(kind)")
            }
            if try completion?.answer(reader) == true { instance.plugin.counters.faults.add(1, ordering: .relaxed) }
            completion = nil
            return PluginStatus.ok.rawValue
        } catch {
            instance.plugin.counters.malformedAnswers.add(1, ordering: .relaxed)
            fail(PluginCallError(.internal, "the plugin's answer is not well formed: \(error.message)"))
            return PluginStatus.invalidArgument.rawValue
        }
    }

    override func expire(_ id: hi_id) {
        let owner = instance.handle
        let cancelledDeadline = cancelledDeadlineNanos.load(ordering: .relaxed)
        let wasQueued = isQueued.load(ordering: .relaxed)
        // What the plugin has not seen it cannot owe: other calls, perhaps another tenant's, hold its threads.
        if !wasQueued {
            instance.services.containment?.expired(deadlineNanos: cancelledDeadline) {
                PluginRuntime.shared.table.peek(id, owner: owner) != nil
            }
        }
        if cancelledDeadline != 0 {
            fail(PluginCallError(.cancelled, "the call was cancelled and the plugin did not end it in time"))
            count()
        } else {
            instance.plugin.counters.expirations.add(1, ordering: .relaxed)
            fail(PluginCallError(.deadline, "the plugin did not answer before the deadline"))
            count()
            if !wasQueued { instance.push(cancel: id) }
        }
    }

    override func cancel(_ id: hi_id) {
        guard let deadline = PluginRuntime.shared.table.deadlineNanos(of: id),
            cancelledDeadlineNanos.compareExchange(expected: 0, desired: max(deadline, 1), ordering: .relaxed).exchanged
        else { return }
        instance.plugin.counters.cancellations.add(1, ordering: .relaxed)
        let limit = monotonicNanos() + LiveInstance.cancelGraceNanos
        PluginRuntime.shared.table.shorten(id, to: limit)
        PluginRuntime.shared.watch.note(limit)
        instance.push(cancel: id)
    }

    /// The call never reached the plugin, or `start` refused it. The id was claimed.
    func refuse(_ id: hi_id, _ error: PluginCallError) {
        fail(told(error))
        count()
        PluginRuntime.shared.table.close(id)
        instance.leaveCall()
    }

    /// A plugin that passes on that a quota is used up: the quota is told with it.
    private func told(_ failure: PluginCallError) -> PluginCallError {
        // A message reaches people and logs.
        let error = instance.services.secrets?.redactor.redacted(failure) ?? failure
        guard error.status == .overQuota, error.quota == nil, let refusal = instance.services.meter.refusal(since: begunNanos) else {
            return error
        }
        return PluginCallError(.overQuota, error.message, sqlState: error.sqlState, details: error.details, quota: refusal)
    }

    private func fail(_ error: PluginCallError) {
        let counters = instance.plugin.counters
        counters.failures.add(1, ordering: .relaxed)
        var level = Logger.Level.debug
        if error.status == .cancelled {
            counters.givenUp.add(1, ordering: .relaxed)
        } else if completion?.isFault(error.status, isEnding: instance.calls.isClosed) == true {
            counters.faults.add(1, ordering: .relaxed)
            level = .warning
        }
        // What names internals is told to nobody else.
        if !error.details.isEmpty {
            instance.plugin.logger.log(
                level: level, "a call failed: \(error)", metadata: ["tenant": "\(instance.tenant.tenantId)"])
        }
        completion.take()?.fail(error)
    }

    private func count() { instance.plugin.counters.tally.add() }
}
