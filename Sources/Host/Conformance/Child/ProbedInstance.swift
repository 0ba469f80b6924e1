import Foundation
import HostPlugins
import PluginABI
import Synchronization

/// An instance of the plugin with its scripted host.
final class ProbedInstance: Sendable {
    /// How a call ended.
    enum Ending: Sendable, Equatable {
        case refused(hi_status, message: String)
        case completed(CallRecord.Completion)

        var status: hi_status {
            switch self {
            case .refused(let status, _): status
            case .completed(let completion): completion.status
            }
        }

        /// What was said of a failure.
        var message: String {
            switch self {
            case .refused(_, let message): message
            case .completed(let completion): completion.message
            }
        }
    }

    static let answerNanos: UInt64 = 4_000_000_000
    static let destroyNanos: UInt64 = 5_000_000_000

    let host: ScriptedHost
    private let code: any InstanceCode

    /// What `create` or `start` said, if it refused.
    struct Refusal: Error {
        let status: hi_status
        let message: String
    }

    init(host: ScriptedHost, code: any InstanceCode) {
        self.host = host
        self.code = code
    }

    /// The host's `start`: the call's id, or how the plugin refused. In a worker a refusal comes as the call's end.
    func start(_ message: [UInt8], deadlineNanos: UInt64? = nil) -> Result<hi_id, Refusal> {
        let call = host.openCall()
        guard let refusal = code.start(call, message, deadlineNanos: deadlineNanos ?? monotonicNanos() + Self.answerNanos) else {
            return .success(call)
        }
        if host.completion(of: call) != nil {
            host.violation(
                "start returned \(refusal.status) for call \(call), which had been completed",
                expected: "any other status than HI_OK means that no completion follows")
        }
        host.closeCall(call)
        return .failure(refusal)
    }

    func cancel(_ call: hi_id) {
        code.cancel(call)
        host.cancelOperations(of: call)
    }

    /// The plugin's own cancel alone.
    func cancelOnly(_ call: hi_id) { code.cancel(call) }

    /// Waits for the completion; at the deadline cancels, as the host does, and waits once more.
    func end(_ call: hi_id, nanos: UInt64 = answerNanos) throws(Finding) -> CallRecord.Completion {
        if let completion = wait(call, nanos) { return completion }
        cancel(call)
        if let completion = wait(call, nanos / 2) { return completion }
        throw Finding(
            "call \(call) was not completed within \(nanos / 1_000_000) ms, nor within \(nanos / 2_000_000) ms after its cancel",
            expected: "exactly one `complete` for each `start` that returned HI_OK, also after cancel")
    }

    /// Waits for the completion; nil when the time is up.
    func wait(_ call: hi_id, _ nanos: UInt64) -> CallRecord.Completion? {
        let end = monotonicNanos() + nanos
        while true {
            if let completion = host.completion(of: call) { return completion }
            if monotonicNanos() >= end { return nil }
            usleep(300)
        }
    }

    /// Starts a call and waits for its end. The record goes: a second completion shows as one too many.
    @discardableResult
    func call(_ message: [UInt8], deadlineNanos: UInt64? = nil) throws(Finding) -> Ending {
        switch start(message, deadlineNanos: deadlineNanos) {
        case .failure(let refusal): return .refused(refusal.status, message: refusal.message)
        case .success(let id):
            let completion = try end(id)
            host.closeCall(id)
            return .completed(completion)
        }
    }

    /// Ends the instance as the host does: cancels the calls under way, waits for their completions, then calls `destroy`, and ends
    /// meanwhile what the plugin still has open.
    func destroy() throws(Finding) {
        for call in host.underWay { cancel(call) }
        for call in host.underWay {
            // An operation that is begun after the cancel is cancelled too, as the host does with a call's; from a worker it comes later.
            let limit = monotonicNanos() + Self.answerNanos
            while wait(call, 5_000_000) == nil, monotonicNanos() < limit { host.cancelOperations(of: call) }
            _ = try end(call)
        }
        // A result's function may still be on its way out after it has completed its call.
        let settling = monotonicNanos() + Self.destroyNanos
        while host.state.withLock({ $0.delivering > 0 }), monotonicNanos() < settling { usleep(100) }
        let ended = Flag()
        Thread.detachNewThread { [self] in
            code.destroy()
            // In this order: the handle is dead the moment that destroy has returned.
            let left = host.openOperations().count
            host.die()
            if left > 0 {
                host.violation(
                    "destroy returned while \(left) operations of the instance were open",
                    expected: "what the plugin started has ended when destroy returns: their results have nobody to go to")
            }
            ended.raise()
        }
        let end = monotonicNanos() + Self.destroyNanos
        var hasCancelled = false
        while !ended.isRaised {
            let now = monotonicNanos()
            guard now < end else {
                throw Finding(
                    "destroy had not returned after \(Self.destroyNanos / 1_000_000) ms, with no call under way and \(host.unsettled) operations open",
                    expected: "destroy ends the instance; it may wait for operations, which the host ends meanwhile")
            }
            if !hasCancelled, now > end - Self.destroyNanos + 100_000_000 {
                host.cancelOperations()
                hasCancelled = true
            }
            usleep(300)
        }
    }
}
