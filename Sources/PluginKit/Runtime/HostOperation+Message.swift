import PluginABI

extension HostOperation {
    /// A function of a service that takes one message and answers with another.
    typealias Start =
        @convention(c) (
            Host, hi_id, hi_bytes, UInt64, hi_on_result, Context?, UnsafeMutablePointer<hi_id>, UnsafeMutablePointer<hi_error>
        ) -> hi_status
    /// A service's function that asks to end an operation.
    typealias Cancel = @convention(c) (Host, hi_id) -> Void

    /// Sends a message to a service on behalf of the call under way, and waits for the answer without holding a thread.
    ///
    /// - Parameters:
    ///   - start: Nil, as `cancel`, if the service was not granted.
    ///   - deadlineNanos: The call's own unless it is earlier.
    ///   - notGranted: What is thrown then.
    static func ask(
        _ host: HostHandle, _ start: Start?, cancel: Cancel?, _ message: [UInt8], deadlineNanos: UInt64 = .max,
        notGranted: @autoclosure () -> PluginError
    ) async throws(PluginError) -> [UInt8] {
        guard let start, let cancel else { throw notGranted() }
        let (call, callDeadline) = Database.currentCall
        let result = await run(host) { host, context, id, error in
            message.withABIBytes { start(host, call, $0, min(deadlineNanos, callDeadline), onResult, context, id, error) }
        } cancel: { host, id in
            cancel(host, id)
        }
        return try result.get()
    }
}
