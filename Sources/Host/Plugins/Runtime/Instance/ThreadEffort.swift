import Glibc

/// What a thread has spent since it began: time, processor time, and how long and how often it went without.
struct ThreadEffort: Sendable, Hashable {
    /// CLOCK_MONOTONIC.
    let clockNanos: UInt64
    let processorNanos: UInt64
    /// Time that the thread could have run and waited for a processor; 0 where the kernel does not tell.
    let queuedNanos: UInt64
    /// Times the thread blocked; being preempted does not count.
    let voluntaryWaits: Int

    /// RUSAGE_THREAD, a name that the C library only shows to those who ask for GNU's.
    private static let thisThread: Int32 = 1

    /// Of the calling thread; a few system calls.
    static var current: ThreadEffort {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        var usage = rusage()
        getrusage(thisThread, &usage)
        return ThreadEffort(
            clockNanos: monotonicNanos(), processorNanos: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec),
            queuedNanos: queued, voluntaryWaits: usage.ru_nvcsw)
    }

    /// Time since `before` that was this thread's own doing: it ran, or it slept, on a lock, a socket or a clock. Waiting for a processor
    /// is not.
    func ownNanos(since before: ThreadEffort) -> UInt64 {
        let ran = processorNanos &- before.processorNanos
        guard voluntaryWaits > before.voluntaryWaits else { return ran }
        let (clock, queued) = (clockNanos &- before.clockNanos, queuedNanos &- before.queuedNanos)
        return max(ran, clock > queued ? clock - queued : 0)
    }

    /// The second of three numbers in `schedstat`.
    private static var queued: UInt64 {
        let descriptor = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { bytes in
            let count = read(descriptor, bytes.baseAddress, bytes.count)
            guard count > 0 else { return 0 }
            let digits = bytes[..<count].drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix { (48...57).contains($0) }
            return digits.reduce(0) { $0 &* 10 &+ UInt64($1 - 48) }
        }
    }
}
