import Glibc
import Synchronization

/// The threads that the host keeps for one plugin alone: a plugin that blocks them delays only itself.
///
/// Threads start when the first work comes. Thread: any.
final class PluginThreads: @unchecked Sendable {
    // Sendable: `lock` and `work` are POSIX objects at fixed addresses; everything below them is touched under `lock` only.

    private struct Ring {
        var items: [(@Sendable () -> Void)?]
        var head = 0
        var count = 0

        mutating func grow() {
            var larger: [(@Sendable () -> Void)?] = []
            larger.reserveCapacity(items.count * 2)
            for offset in 0..<count { larger.append(items[(head + offset) % items.count]) }
            larger.append(contentsOf: repeatElement(nil, count: items.count * 2 - count))
            items = larger
            head = 0
        }

        mutating func append(_ item: @escaping @Sendable () -> Void) {
            items[(head + count) % items.count] = item
            count += 1
        }

        mutating func next() -> (@Sendable () -> Void)? {
            guard count > 0 else { return nil }
            defer {
                head = (head + 1) % items.count
                count -= 1
            }
            return items[head].take()
        }
    }

    private let name: String
    private let width: Int
    private let queueLimit: Int
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    /// Counts what waits in the ring, and at the end what asks the threads to stop. Not a condition variable: to signal one may wait for
    /// threads that are on their way out of it, and those who enqueue are event loops.
    private let work: UnsafeMutablePointer<sem_t>
    private var ring: Ring
    private var started = 0
    private var idle = 0
    private var isStopping = false

    /// - Parameters:
    ///   - width: Number of threads.
    ///   - queueLimit: Work that may wait; more is refused.
    init(name: String, width: Int = 2, queueLimit: Int = 1_024) {
        self.name = name
        self.width = width
        self.queueLimit = queueLimit
        ring = Ring(items: Array(repeating: nil, count: 64))
        lock = .allocate(capacity: 1)
        work = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        sem_init(work, 0, 0)
    }

    deinit {
        sem_destroy(work)
        pthread_mutex_destroy(lock)
        work.deallocate()
        lock.deallocate()
    }

    /// Work that waits for a thread.
    var waiting: Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return ring.count
    }

    /// Queues work; false if the queue is full or the threads are stopped.
    func execute(_ work: @escaping @Sendable () -> Void) -> Bool { enqueue(work, limit: queueLimit) }

    /// Queues what must be told whatever waits already, such as the result of an operation, which other limits bound.
    func executeAlways(_ work: @escaping @Sendable () -> Void) { _ = enqueue(work, limit: .max) }

    private func enqueue(_ work: @escaping @Sendable () -> Void, limit: Int) -> Bool {
        pthread_mutex_lock(lock)
        guard !isStopping, ring.count < limit else {
            pthread_mutex_unlock(lock)
            return false
        }
        if ring.count == ring.items.count { ring.grow() }
        ring.append(work)
        let mustStart = idle < ring.count && started < width
        if mustStart { started += 1 }
        pthread_mutex_unlock(lock)
        sem_post(self.work)
        if mustStart, PluginThread.start(name: name, detached: true, { self.run() }) == nil {
            pthread_mutex_lock(lock)
            started -= 1
            pthread_mutex_unlock(lock)
        }
        return true
    }

    /// Threads end when the queue is empty; new work is refused.
    func stop() {
        pthread_mutex_lock(lock)
        isStopping = true
        pthread_mutex_unlock(lock)
        for _ in 0..<width { sem_post(work) }
    }

    private func run() {
        while true {
            pthread_mutex_lock(lock)
            idle += 1
            pthread_mutex_unlock(lock)
            // Fails only when a signal comes between.
            while sem_wait(work) != 0 {}
            pthread_mutex_lock(lock)
            idle -= 1
            let next = ring.next()
            // Every item was counted: without one, this was the call to stop.
            if next == nil { started -= 1 }
            pthread_mutex_unlock(lock)
            guard let next else { return }
            next()
        }
    }
}
