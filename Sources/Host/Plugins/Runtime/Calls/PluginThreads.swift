import Glibc

/// The threads that the host keeps for one plugin alone: a plugin that blocks them delays only itself, and a tenant whose calls do delays only
/// its own (``ThreadTurns``).
///
/// Threads start when there is work for them. Thread: any.
final class PluginThreads: @unchecked Sendable {
    // Sendable: `lock` and `work` are POSIX objects at fixed addresses; everything below them is touched under `lock` only.

    /// What becomes of work.
    enum Fate { case begins, refused }

    typealias Limits = ThreadTurns<Work>.Limits
    typealias Entry = ThreadTurns<Work>.Entry
    typealias Work = @Sendable (Fate) -> Void

    /// How a thread is got for what may begin.
    private enum Wake { case none, idle, new }

    let limits: Limits
    private let name: String
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    /// Idle threads wait for it. Not a condition variable: to signal one may wait for threads that are on their way out of it, and those who
    /// enqueue are event loops.
    private let work: UnsafeMutablePointer<sem_t>
    private var turns: ThreadTurns<Work>
    private var started = 0
    private var idle = 0
    /// Threads that were woken or started and have not looked for work yet.
    private var coming = 0
    /// When somebody looks who holds threads for long.
    private var lookNanos = UInt64.max
    private var isStopping = false

    init(name: String, limits: Limits = Limits()) {
        self.limits = limits
        self.name = name
        turns = ThreadTurns(limits)
        lock = .allocate(capacity: 1)
        work = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        sem_init(work, 0, 0)
    }

    /// Threads for work of nobody in particular, in one line.
    ///
    /// - Parameter queueLimit: Work that may wait; more is refused.
    convenience init(name: String, width: Int, queueLimit: Int = 1_024) {
        self.init(name: name, limits: Limits(width: width, maximum: width, waiting: queueLimit))
    }

    deinit {
        sem_destroy(work)
        pthread_mutex_destroy(lock)
        work.deallocate()
        lock.deallocate()
    }

    /// Queues work of nobody in particular; false if the queue is full or the threads are stopped.
    func execute(_ work: @escaping @Sendable () -> Void) -> Bool { enqueue({ _ in work() }, of: 0, deadlineNanos: .max) == .accepted }

    /// As ``execute(_:)``, whatever waits already.
    func executeAlways(_ work: @escaping @Sendable () -> Void) { executeOwed(to: 0, work) }

    /// Queues a call.
    ///
    /// - Parameters:
    ///   - owner: Who has a line of its own.
    ///   - deadlineNanos: When it should have ended.
    ///   - work: Told once what becomes of it, if it was accepted.
    func execute(of owner: Int64, deadlineNanos: UInt64, _ work: @escaping Work) -> Entry {
        enqueue(work, of: owner, deadlineNanos: deadlineNanos)
    }

    /// Queues what must be told whatever waits already, such as the result of an operation, which other limits bound.
    func executeOwed(to owner: Int64, _ work: @escaping @Sendable () -> Void) {
        _ = enqueue({ _ in work() }, of: owner, isOwed: true, deadlineNanos: 0)
    }

    /// Threads end when nothing waits; new work is refused.
    func stop() {
        pthread_mutex_lock(lock)
        isStopping = true
        let sleeping = idle
        idle = 0
        coming += sleeping
        pthread_mutex_unlock(lock)
        for _ in 0..<sleeping { sem_post(work) }
    }

    /// Threads that there are.
    var threadCount: Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return started
    }

    /// Threads that an owner holds.
    func running(of owner: Int64) -> Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return turns.running(of: owner)
    }

    private func enqueue(_ work: @escaping Work, of owner: Int64, isOwed: Bool = false, deadlineNanos: UInt64) -> Entry {
        pthread_mutex_lock(lock)
        guard !isStopping else {
            pthread_mutex_unlock(lock)
            return .full(0)
        }
        let entry = turns.enter(work, of: owner, isOwed: isOwed, deadlineNanos: deadlineNanos)
        let wake = claim()
        watch()
        pthread_mutex_unlock(lock)
        rouse(wake)
        return entry
    }

    /// Under `lock`: how what may begin gets its thread.
    private func claim() -> Wake {
        // Whoever is on its way takes one, and looks for a further thread then.
        guard coming < turns.waitingOwners, coming == 0 || turns.countedCount + coming < limits.width, turns.canBegin else {
            return .none
        }
        if idle > 0 {
            idle -= 1
            coming += 1
            return .idle
        }
        guard started < limits.maximum else { return .none }
        started += 1
        coming += 1
        return .new
    }

    private func rouse(_ wake: Wake) {
        switch wake {
        case .none: break
        case .idle: sem_post(work)
        case .new:
            guard PluginThread.start(name: name, detached: true, { self.run() }) == nil else { return }
            pthread_mutex_lock(lock)
            started -= 1
            coming -= 1
            pthread_mutex_unlock(lock)
        }
    }

    /// Under `lock`: has somebody look when a thread may have been held for too long, if anything waits for one.
    private func watch() {
        guard turns.waitingOwners > 0, let next = turns.nextLookNanos, next < lookNanos else { return }
        lookNanos = next
        Task { [weak self] in
            let now = monotonicNanos()
            if next > now { try? await Task.sleep(for: .nanoseconds(next - now)) }
            self?.look()
        }
    }

    private func look() {
        pthread_mutex_lock(lock)
        lookNanos = .max
        let refused = turns.look(atNanos: monotonicNanos())
        let wake = claim()
        watch()
        pthread_mutex_unlock(lock)
        rouse(wake)
        for work in refused { work(.refused) }
    }

    private func run() {
        pthread_mutex_lock(lock)
        coming -= 1
        while true {
            if let turn = turns.next(atNanos: monotonicNanos()) {
                let wake = claim()
                watch()
                pthread_mutex_unlock(lock)
                rouse(wake)
                turn.work(.begins)
                pthread_mutex_lock(lock)
                turns.end(turn.place)
                continue
            }
            guard !isStopping, idle < limits.width else { break }
            idle += 1
            pthread_mutex_unlock(lock)
            // Fails only when a signal comes between.
            while sem_wait(work) != 0 {}
            pthread_mutex_lock(lock)
            coming -= 1
        }
        started -= 1
        pthread_mutex_unlock(lock)
    }
}
