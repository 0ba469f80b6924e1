import Glibc

/// The machine's clock for spans of time.
package enum CacheClock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    @Sendable package static func monotonicNanos() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
