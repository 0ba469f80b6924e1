extension LiveInstance {
    /// Asks the plugin and calls `completion` exactly once, possibly before this returns, on any thread; it must not block.
    ///
    /// - Parameters:
    ///   - deadlineNanos: Absolute, CLOCK_MONOTONIC; at most 30 s from now count.
    ///   - hold: From ``hold()``, for a call that was routed before the instance began to end.
    /// - Returns: With what to end the call early, such as when the client has gone.
    @discardableResult
    package func handle(
        _ request: PluginHTTPRequest, deadlineNanos: UInt64 = .max, hold: InstanceHold? = nil,
        completion: @escaping @Sendable (Result<PluginHTTPAnswer, PluginCallError>) -> Void
    ) -> CallTicket {
        let ticket = CallTicket(self)
        handle(written: request.message(), deadlineNanos: deadlineNanos, ticket: ticket, hold: hold, completion: completion)
        return ticket
    }

    /// Asks the plugin as ``handle(_:deadlineNanos:hold:completion:)`` does, with a request that is written already.
    ///
    /// - Parameter message: From ``PluginHTTPRequest/message()``.
    package func handle(
        written message: [UInt8], deadlineNanos: UInt64 = .max, ticket: CallTicket? = nil, hold: InstanceHold? = nil,
        completion: @escaping @Sendable (Result<PluginHTTPAnswer, PluginCallError>) -> Void
    ) {
        let begun = CallStart.now()
        start(
            message, begun: begun, deadlineNanos: min(deadlineNanos, begun.nanos + Self.httpLimitNanos), ticket: ticket, hold: hold,
            completion: .http(completion))
    }

    /// Asks the plugin. Cancelling the task asks the plugin to end early.
    /// - Throws: ``PluginCallError``.
    package func handle(
        _ request: PluginHTTPRequest, deadlineNanos: UInt64 = .max, hold: InstanceHold? = nil
    ) async throws(PluginCallError) -> PluginHTTPAnswer {
        let begun = CallStart.now()
        let ticket = CallTicket(self)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start(
                    request.message(), begun: begun, deadlineNanos: min(deadlineNanos, begun.nanos + Self.httpLimitNanos), ticket: ticket,
                    hold: hold, completion: .http { continuation.resume(returning: $0) })
            }
        } onCancel: {
            ticket.cancel()
        }
        return try result.get()
    }
}
