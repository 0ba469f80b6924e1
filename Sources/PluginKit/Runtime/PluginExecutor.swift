import CLinux
import Glibc

/// Two threads of the plugin's own on which all its tasks run, so that a plugin that blocks delays nobody's event loop or pool.
///
/// The threads live as long as the process: images are never unloaded.
// `queue` and `head` are touched only with `mutex` held, which with the semaphore is never freed. So @unchecked Sendable holds.
final class PluginExecutor: TaskExecutor, @unchecked Sendable {
    static let shared = PluginExecutor(threads: 2)

    private var queue: [UnownedJob] = []
    private var head = 0
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Counts the jobs in the queue. Not a condition variable: to signal one may wait for threads that are on their way out of it, and
    /// those who enqueue are the host's event loops.
    private let jobs = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(threads: Int) {
        pthread_mutex_init(mutex, nil)
        sem_init(jobs, 0, 0)
        for _ in 0..<threads { startThread() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        pthread_mutex_lock(mutex)
        queue.append(UnownedJob(job))
        pthread_mutex_unlock(mutex)
        sem_post(jobs)
    }

    private func startThread() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let started = pthread_create(
            &thread, nil,
            { context in
                Unmanaged<PluginExecutor>.fromOpaque(context!).takeRetainedValue().run()
            }, context)
        precondition(started == 0, "no thread could be made for the plugin's tasks: error \(started)")
        pthread_detach(thread)
    }

    private func run() -> Never {
        _ = linux_set_thread_name("plugin")
        let executor = asUnownedTaskExecutor()
        while true {
            next().runSynchronously(on: executor)
        }
    }

    private func next() -> UnownedJob {
        // Fails only when a signal comes between.
        while sem_wait(jobs) != 0 {}
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let job = queue[head]
        head += 1
        // Drops the spent front when it is the bigger half, so that the queue neither grows nor is moved for each job.
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
        return job
    }
}
