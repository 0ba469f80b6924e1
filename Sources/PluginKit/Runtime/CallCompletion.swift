/// The duty to complete one call, exactly once: using it consumes it, and dropping it completes with an error.
struct CallCompletion: ~Copyable {
    /// Nil once done.
    private var host: HostHandle?
    private let call: UInt64

    init(_ host: HostHandle, _ call: UInt64) {
        self.host = host
        self.call = call
    }

    consuming func finish(_ outcome: Result<[UInt8], PluginError>) {
        host?.complete(call, outcome)
        host = nil
    }

    deinit {
        host?.complete(call, .failure(PluginError(.internal, "The plugin dropped a call without an answer.")))
    }
}
