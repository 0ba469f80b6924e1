import CLinux

/// When a call began, by clocks that cost next to nothing: the processor's own count where the kernel goes by it too.
///
/// Thread: any.
struct CallStart: Sendable {
    private let start: linux_brief_start

    @inline(__always)
    static func now() -> CallStart { CallStart(start: linux_begin_brief()) }

    @inline(__always)
    private init(start: linux_brief_start) { self.start = start }

    /// CLOCK_MONOTONIC, a few milliseconds early at most: for deadlines and the minutes of quotas.
    @inline(__always)
    var nanos: UInt64 { start.nanos }

    /// The time since then, exact.
    @inline(__always)
    func elapsedNanos() -> UInt64 { linux_brief_nanos(start) }
}
