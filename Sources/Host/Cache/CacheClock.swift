import CLinux

/// The machine's clock for spans of time.
package enum CacheClock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    @Sendable package static func monotonicNanos() -> UInt64 { linux_monotonic_nanos() }
}
