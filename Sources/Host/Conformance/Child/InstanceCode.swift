import PluginABI

/// The way to an instance's code: functions of a library in this process, or frames to a worker.
protocol InstanceCode: Sendable {
    /// Begins a call: nil, or how the plugin refused it. A worker's refusal comes later, as the call's end.
    func start(_ call: hi_id, _ message: [UInt8], deadlineNanos: UInt64) -> ProbedInstance.Refusal?
    /// Asks the plugin to end a call early.
    func cancel(_ call: hi_id)
    /// Returns when the plugin has destroyed the instance. Blocks.
    func destroy()
}
