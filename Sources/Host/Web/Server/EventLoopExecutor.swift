import NIOCore

/// Runs a connection's tasks on the connection's event loop, so that a request is read, answered and written by one thread.
///
/// Every change of thread costs a wake-up, as much as a good part of the answer itself. What blocks or computes for long must not run
/// here, as nowhere on an event loop.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
