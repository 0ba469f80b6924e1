import Glibc
import PluginABI

/// The host's clocks, which a test can hold still; the machine's where the service was not granted.
public struct Clock: Sendable {
    let host: HostHandle

    /// Now, as a point in time.
    public var now: Timestamp {
        if let micros = host.services.clock?.unix_micros, let now = try? host.use({ micros($0) }) { return Timestamp(unixMicros: now) }
        return Timestamp(unixMicros: Int64(Self.nanos(CLOCK_REALTIME) / 1_000))
    }

    /// Now on the clock of deadlines, in nanoseconds.
    public var monotonicNanos: UInt64 {
        if let nanos = host.services.clock?.monotonic_nanos, let now = try? host.use({ nanos($0) }) { return now }
        return Self.nanos(CLOCK_MONOTONIC)
    }

    private static func nanos(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
