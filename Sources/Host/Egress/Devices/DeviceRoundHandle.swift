/// A round under way. May be let go: the round goes on. Thread: any; no call blocks.
package final class DeviceRoundHandle: Sendable {
    private let worker: DeviceWorker
    private let running: RunningRound

    init(worker: DeviceWorker, running: RunningRound) {
        self.worker = worker
        self.running = running
    }

    /// Says that `count` replies are dealt with. Without it a round stops opening connections after 1,024 replies.
    package func acknowledge(_ count: Int) {
        if running.window.acknowledged(count) { worker.resume() }
    }

    /// Ends the round early: exchanges that have not begun end as `cancelled`, those under way come to their end. `onEnd` still comes.
    package func cancel() {
        worker.cancel(running)
    }
}
