import EventLoop

extension WorkerSession {
    /// How long the process may take to say where its threads are. It ends by itself when they have; callers have had their answers before.
    private static let tellingNanos: UInt64 = 1_000_000_000

    /// Ends the process after its threads have written where they are: whoever loops leaves no backtrace by itself. Thread: the loop.
    func askForPlace(_ process: WorkerProcess) {
        loop.schedule(atNanos: EventLoop.nowNanos() + Self.tellingNanos) { process.kill() }
        let thread = PluginThread.start(name: "place", detached: true) {
            let questions = WorkerThread.questions(WorkerThread.read(process: process.id))
            self.loop.execute { if !process.ask(questions) { process.kill() } }
        }
        if thread == nil { process.kill() }
    }
}
