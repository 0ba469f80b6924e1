import HostPlugins
import PluginABI

/// Calls that the host makes, and the plugin's completions.
extension ScriptedHost {
    /// The id of a new call.
    func openCall() -> hi_id {
        state.withLock { state in
            defer { state.nextCall += 1 }
            state.calls[state.nextCall] = CallRecord()
            return state.nextCall
        }
    }

    /// Takes a call away; a completion that comes later is one too many.
    func closeCall(_ call: hi_id) { state.withLock { _ = $0.calls.removeValue(forKey: call) } }

    /// The host has answered its caller: what comes now is late.
    func giveUp(_ call: hi_id) { state.withLock { $0.calls[call]?.isGivenUp = true } }

    /// The plugin refused a call in a worker: its end, if it is under way.
    func refused(_ call: hi_id, _ status: hi_status, _ message: String) {
        state.withLock { state in
            guard state.calls[call] != nil, state.calls[call]?.completion == nil else { return }
            state.calls[call]?.completion = CallRecord.Completion(status: status, answer: [], message: message)
        }
    }

    func completion(of call: hi_id) -> CallRecord.Completion? { state.withLock { $0.calls[call]?.completion } }

    func isUnderWay(_ call: hi_id) -> Bool { state.withLock { $0.calls[call].map { $0.completion == nil && !$0.isGivenUp } ?? false } }

    /// Calls that have not been completed.
    var underWay: [hi_id] { state.withLock { $0.calls.filter { $0.value.completion == nil }.keys.sorted() } }

    /// The plugin's `complete`.
    func complete(_ call: hi_id, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?) -> hi_status {
        if (status == HI_OK) != (error == nil) {
            violation(
                "a completion with status \(status) and \(error == nil ? "no" : "an") error",
                expected: "`error` is null exactly when `status` is HI_OK")
        }
        if status < 0 || status > Int32(HI_INTERNAL) {
            violation("a completion with the status \(status)", expected: "one of the statuses of base.h, 0 to \(HI_INTERNAL)")
        }
        let message = error?.pointee.checkedMessage
        if error != nil, message == nil {
            violation("a completion whose error's message is not UTF-8 of message_count bytes", expected: "UTF-8, `message_count` bytes")
        }
        let completion = CallRecord.Completion(
            status: status, answer: status == HI_OK ? [UInt8](answer.buffer) : [], message: message ?? "")
        let outcome = state.withLock { state -> hi_status in
            state.completions += 1
            guard var record = state.calls[call] else { return call > 0 && call < state.nextCall ? Int32(HI_STALE) : Int32(HI_NOT_FOUND) }
            guard record.completion == nil else { return Int32(HI_STALE) }
            record.completion = completion
            state.calls[call] = record
            return record.isGivenUp ? Int32(HI_DEADLINE) : Int32(HI_OK)
        }
        switch outcome {
        case Int32(HI_OK):
            guard status == HI_OK, (try? MessageReader(answer)) == nil else { return Int32(HI_OK) }
            return Int32(HI_INVALID_ARGUMENT)
        case Int32(HI_DEADLINE): return Int32(HI_STALE)
        case Int32(HI_STALE):
            violation("call \(call) was completed twice", expected: "exactly once for each `start` that returned HI_OK")
            return Int32(HI_STALE)
        default:
            violation("the unknown call \(call) was completed", expected: "`complete` with the id of a call that the host started")
            return Int32(HI_STALE)
        }
    }
}
