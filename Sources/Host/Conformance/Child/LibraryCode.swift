import PluginABI

/// An instance's code in this process, called with as much room, and as well guarded, as its host's script says.
// The functions and the instance's pointer are constant after `init`, and the contract lets any thread call. So @unchecked Sendable holds.
final class LibraryCode: InstanceCode, @unchecked Sendable {
    private let host: ScriptedHost
    private let functions: hi_plugin_1
    private let pointer: UnsafeMutableRawPointer?

    /// Creates an instance; the result is a refusal if the plugin says no.
    static func create(_ library: ProbedLibrary, host: ScriptedHost, settings: [UInt8]) throws(Finding)
        -> Result<LibraryCode, ProbedInstance.Refusal>
    {
        let (table, known) = try library.functions()
        let lent = LentMemory(settings, guarded: host.options.isGuarded, label: "the settings")
        let error = ErrorBuffer(host)
        var made: UnsafeMutableRawPointer?
        let status = known.create!(table, host.handle, host.api, lent.span, &made, error.pointer)
        lent.end()
        let message = error.read(status, "create", host)
        guard status == HI_OK else { return .failure(ProbedInstance.Refusal(status: status, message: message)) }
        return .success(LibraryCode(host: host, functions: known, pointer: made))
    }

    private init(host: ScriptedHost, functions: hi_plugin_1, pointer: UnsafeMutableRawPointer?) {
        self.host = host
        self.functions = functions
        self.pointer = pointer
    }

    func start(_ call: hi_id, _ message: [UInt8], deadlineNanos: UInt64) -> ProbedInstance.Refusal? {
        let lent = LentMemory(message, guarded: host.options.isGuarded, label: "the message of a call")
        let error = ErrorBuffer(host)
        let status = functions.start!(pointer, call, lent.span, deadlineNanos, error.pointer)
        lent.end()
        let text = error.read(status, "start", host)
        return status == HI_OK ? nil : ProbedInstance.Refusal(status: status, message: text)
    }

    func cancel(_ call: hi_id) { functions.cancel?(pointer, call) }

    func destroy() { functions.destroy!(pointer) }
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
