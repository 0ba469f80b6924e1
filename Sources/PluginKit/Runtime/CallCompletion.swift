/// The duty to complete one call, exactly once: using it consumes it, and dropping it completes with an error.
struct CallCompletion: ~Copyable {
    /// Nil once done.
    private var host: HostHandle?
    private let call: UInt64

    private let withinStart: Bool

    init(_ host: HostHandle, _ call: UInt64, withinStart: Bool = false) {
        self.host = host
        self.withinStart = withinStart
        self.call = call
    }

    consuming func finish(_ outcome: Result<[UInt8], PluginError>) {
        host?.complete(call, outcome, withinStart: withinStart)
        host = nil
    }

    deinit {
        let dropped = PluginError(.internal, "The plugin dropped a call without an answer.")
        host?.complete(call, .failure(dropped), withinStart: withinStart)
    }
}
