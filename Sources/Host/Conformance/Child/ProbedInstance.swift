import Foundation
import HostPlugins
import PluginABI
import Synchronization

/// An instance of the plugin with its scripted host.
// The functions and the instance's pointer are constant after `init`, and the contract lets any thread call. So @unchecked Sendable holds.
final class ProbedInstance: @unchecked Sendable {
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
    }

    static let answerNanos: UInt64 = 4_000_000_000
    static let destroyNanos: UInt64 = 5_000_000_000

    let host: ScriptedHost
    private let functions: hi_plugin_1
    private let pointer: UnsafeMutableRawPointer?

    /// What `create` said, if it refused.
    struct Refusal: Error {
        let status: hi_status
        let message: String
    }

    /// Creates an instance; the result is a refusal if the plugin says no.
    static func create(_ library: ProbedLibrary, host: ScriptedHost, settings: [UInt8]) throws(Finding) -> Result<ProbedInstance, Refusal> {
        let (table, known) = try library.functions()
        let lent = LentMemory(settings, guarded: host.options.isGuarded, label: "the settings")
        let error = ErrorBuffer(host)
        var made: UnsafeMutableRawPointer?
        let status = known.create!(table, host.handle, host.api, lent.span, &made, error.pointer)
        lent.end()
        let message = error.read(status, "create", host)
        guard status == HI_OK else {
            host.die()
            return .failure(Refusal(status: status, message: message))
        }
        return .success(ProbedInstance(host: host, functions: known, pointer: made))
    }

    private init(host: ScriptedHost, functions: hi_plugin_1, pointer: UnsafeMutableRawPointer?) {
        self.host = host
        self.functions = functions
        self.pointer = pointer
    }

    /// The host's `start`: the call's id, or how the plugin refused.
    func start(_ message: [UInt8], deadlineNanos: UInt64? = nil) -> Result<hi_id, Refusal> {
        let call = host.openCall()
        let lent = LentMemory(message, guarded: host.options.isGuarded, label: "the message of a call")
        let error = ErrorBuffer(host)
        let status = functions.start!(pointer, call, lent.span, deadlineNanos ?? monotonicNanos() + Self.answerNanos, error.pointer)
        lent.end()
        let text = error.read(status, "start", host)
        guard status == HI_OK else {
            if host.completion(of: call) != nil {
                host.violation(
                    "start returned \(status) for call \(call), which had been completed",
                    expected: "any other status than HI_OK means that no completion follows")
            }
            host.closeCall(call)
            return .failure(Refusal(status: status, message: text))
        }
        return .success(call)
    }

    func cancel(_ call: hi_id) {
        functions.cancel?(pointer, call)
        host.cancelOperations(of: call)
    }

    /// The plugin's own cancel alone.
    func cancelOnly(_ call: hi_id) { functions.cancel?(pointer, call) }

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
        for call in host.underWay { _ = try end(call) }
        // A result's function may still be on its way out after it has completed its call.
        let settling = monotonicNanos() + Self.destroyNanos
        while host.state.withLock({ $0.delivering > 0 }), monotonicNanos() < settling { usleep(100) }
        let ended = Flag()
        Thread.detachNewThread { [self] in
            functions.destroy!(pointer)
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

/// The error that the host hands into a call, with as much room as its script says.
private struct ErrorBuffer {
    private let memory: LentMemory

    init(_ host: ScriptedHost) {
        let size = host.options.errorSize
        var bytes = [UInt8](repeating: 0, count: size)
        bytes.put(UInt32(size), at: 0)
        memory = LentMemory(bytes, guarded: host.options.isGuarded, writable: true, label: "the caller's hi_error")
    }

    var pointer: UnsafeMutablePointer<hi_error> { memory.address.assumingMemoryBound(to: hi_error.self) }

    /// The message; notes what is wrong with it. The buffer is gone afterwards.
    func read(_ status: hi_status, _ function: String, _ host: ScriptedHost) -> String {
        defer { memory.end() }
        if memory.isOverrun {
            host.violation("\(function) wrote beyond the \(memory.count) bytes of the caller's hi_error", expected: "nothing beyond `size`")
        }
        guard status != HI_OK, memory.count == MemoryLayout<hi_error>.size else { return "" }
        let error = pointer.pointee
        guard let message = error.checkedMessage, !message.isEmpty else {
            host.violation(
                "\(function) returned \(status) with \(error.message_count == 0 ? "no message" : "a message that is not UTF-8 of message_count bytes")",
                expected: "a function fills `error` when it returns anything but HI_OK: what happened and what was expected, for a person")
            return ""
        }
        if error.status != status {
            host.violation(
                "\(function) returned \(status) and wrote \(error.status) into the error's status", expected: "the same status in both")
        }
        return message
    }
}
