import CLinux
import Synchronization

/// Says how much processor time calls on the host's own threads take, and asks the kernel only for those that are worth it.
///
/// A short call is what the clock on the wall says: it is read anyway, and nothing preempts a few microseconds often. From a call of
/// ``longNanos`` on the instance's calls are measured by the thread's own clock, until one is short again.
///
/// Thread: any; never blocks.
final class InlineClock: Sendable {
    static let longNanos: UInt64 = 20_000

    private let measures = Atomic<Bool>(false)

    /// The thread's processor time, or 0 where the wall's clock will do.
    @inline(__always)
    func begin() -> UInt64 {
        linux_mark_host_thread()
        return measures.load(ordering: .relaxed) ? linux_thread_processor_nanos() : 0
    }

    /// The processor time since ``begin()``.
    @inline(__always)
    func end(_ begun: UInt64, wallNanos: UInt64) -> UInt64 {
        let isLong = wallNanos >= Self.longNanos
        if isLong != measures.load(ordering: .relaxed) { measures.store(isLong, ordering: .relaxed) }
        return begun == 0 ? wallNanos : linux_thread_processor_nanos() &- begun
    }
}
