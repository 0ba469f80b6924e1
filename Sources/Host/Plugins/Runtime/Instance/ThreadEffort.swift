import Glibc

/// What a thread has spent since it began: processor time, and how often it gave its processor away to wait.
struct ThreadEffort: Sendable, Hashable {
    let processorNanos: UInt64
    /// Times the thread blocked; being preempted does not count.
    let voluntaryWaits: Int

    /// RUSAGE_THREAD, a name that the C library only shows to those who ask for GNU's.
    private static let thisThread: Int32 = 1

    /// Of the calling thread; two system calls.
    static var current: ThreadEffort {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        var usage = rusage()
        getrusage(thisThread, &usage)
        return ThreadEffort(
            processorNanos: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec), voluntaryWaits: usage.ru_nvcsw)
    }
}
