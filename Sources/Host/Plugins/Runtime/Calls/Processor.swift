import CLinux
import Glibc

/// Lets another thread run.
func yieldProcessor() { sched_yield() }

/// The clock of deadlines: CLOCK_MONOTONIC in nanoseconds.
@inline(__always)
package func monotonicNanos() -> UInt64 { linux_monotonic_nanos() }

/// Microseconds since 1970-01-01T00:00:00Z.
func unixMicros() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}
