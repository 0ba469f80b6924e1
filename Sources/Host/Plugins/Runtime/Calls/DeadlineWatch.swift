import Glibc
import Synchronization

/// Expires calls whose deadline has passed: one thread that looks through the call table, asleep until the next deadline.
///
/// A call costs no timer; only one that ends before everything watched so far wakes the thread.
final class DeadlineWatch: @unchecked Sendable {
    // Sendable: `lock` and `condition` are POSIX objects at fixed addresses, made for use from any thread; `isWoken` is touched under
    // `lock` only; the rest is atomic or constant.

    private let table: CallTable
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isWoken = false
    private let wakeAt = Atomic<UInt64>(0)
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<pthread_t?>(nil)

    /// Longest sleep, so that an idle process does next to nothing.
    private static let longestSleepNanos: UInt64 = 1_000_000_000
    private static let shortestSleepNanos: UInt64 = 1_000_000

    init(table: CallTable) {
        self.table = table
        lock = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        let started = PluginThread.start(name: "deadlines") { self.run() }
        thread.withLock { $0 = started }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// To be called after a call with this deadline was opened.
    @inline(__always)
    func note(_ deadlineNanos: UInt64) {
        if deadlineNanos < wakeAt.load(ordering: .relaxed) {
            wakeAt.store(0, ordering: .relaxed)
            wake()
        }
    }

    /// Ends the thread; deadlines are no longer watched.
    func stop() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        isStopping.store(true, ordering: .releasing)
        wake()
        pthread_join(thread, nil)
    }

    private func run() {
        while !isStopping.load(ordering: .acquiring) {
            let now = monotonicNanos()
            var next = now + Self.longestSleepNanos
            // Before the look: a call opened while looking is either seen or wakes the thread again.
            wakeAt.store(next, ordering: .sequentiallyConsistent)
            var expired: [UInt64] = []
            table.forEachOpen { id, _, deadline in
                if deadline <= now { expired.append(id) } else if deadline < next { next = deadline }
            }
            for id in expired { table.abandon(id)?.expire(id) }
            wakeAt.store(min(next, wakeAt.load(ordering: .relaxed)), ordering: .sequentiallyConsistent)
            sleep(until: max(next, now + Self.shortestSleepNanos))
        }
    }

    @inline(never)
    private func wake() {
        pthread_mutex_lock(lock)
        isWoken = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    private func sleep(until nanos: UInt64) {
        var time = timespec(tv_sec: Int(nanos / 1_000_000_000), tv_nsec: Int(nanos % 1_000_000_000))
        pthread_mutex_lock(lock)
        while !isWoken, pthread_cond_timedwait(condition, lock, &time) == 0 {}
        isWoken = false
        pthread_mutex_unlock(lock)
    }
}
