package import EventLoop

/// Thousands of short TCP exchanges with devices at once, on event loops.
///
/// A tenant's rounds share one loop, so its limit holds exactly; the limit of all connections is split evenly between the loops.
/// Raise the limit of open files (`FileDescriptorLimit`) before use: without descriptors exchanges wait, they do not fail.
package final class DeviceExchanger: Sendable {
    private let workers: [DeviceWorker]
    private let limits: DeviceLimits

    /// An exchanger on the loops of `loops`, which must outlive it.
    package convenience init(loops: EventLoopGroup, limits: DeviceLimits = DeviceLimits()) {
        self.init(loops: loops, limits: limits) { DeviceSocket.connect(to: $0, port: $1) }
    }

    init(loops: EventLoopGroup, limits: DeviceLimits, connect: @escaping DeviceWorker.Connect) {
        self.limits = limits
        var share = limits
        share.connections = max(1, limits.connections / loops.loops.count)
        workers = loops.loops.map { DeviceWorker(loop: $0, limits: share, connect: connect) }
    }

    /// Starts a round. Every exchange gives one reply; `onEnd` follows the last of them, exactly once.
    ///
    /// Thread: any; never blocks. Both closures are called on a loop, never two at once for one round, and must return within a
    /// millisecond. An answer is handed over within 5 ms, whatever other devices do; replies come in the order in which they ended.
    package func start(
        _ round: DeviceRound, onReplies: @escaping @Sendable ([DeviceReply]) -> Void,
        onEnd: @escaping @Sendable (DeviceRoundEnd) -> Void
    ) -> DeviceRoundHandle {
        let window = ReplyWindow(limit: limits.unacknowledgedReplies)
        let running = RunningRound(round, window: window, onReplies: onReplies, onEnd: onEnd)
        let worker = workers[Int(UInt(bitPattern: round.tenantKey.hashValue) % UInt(workers.count))]
        worker.start(running)
        return DeviceRoundHandle(worker: worker, running: running)
    }

    /// Ends all rounds now, exchanges under way too; each round's `onEnd` still comes. For the host's end.
    ///
    /// Thread: any; never blocks. Rounds started later are not touched.
    package func cancelAll() {
        for worker in workers { worker.cancelAll() }
    }
}
