/// How many frames a worker may send that end no call and serve none: lines for the log, events, figures, and what names nothing. Pure.
///
/// What belongs to a call that is under way is not counted here: the calls are limited themselves.
struct WorkerFlood: Sendable {
    /// Per second.
    struct Limits: Sendable, Hashable {
        /// Lines that go to the log; more are dropped and counted.
        var logLines = 200
        /// Frames that answer nothing. More end the worker.
        var frames = 20_000
    }

    enum Verdict: Sendable, Equatable {
        case take
        /// Leave it out, and count it.
        case drop
        /// The worker is to be ended, for this reason.
        case breach(String)
    }

    private static let secondNanos: UInt64 = 1_000_000_000

    private let limits: Limits
    private var beganNanos: UInt64 = 0
    private var frames = 0
    private var lines = 0
    /// Lines that were left out since ``takeDropped()``.
    private var dropped = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// A frame that answers nothing has come.
    mutating func frame(isLogLine: Bool, atNanos now: UInt64) -> Verdict {
        turn(now)
        frames += 1
        guard frames <= limits.frames else {
            return .breach(
                "it sent more than \(limits.frames) frames within a second that belong to no call under way: log lines, events, figures, or answers that nobody waits for"
            )
        }
        return isLogLine ? takeLine() : .take
    }

    /// A line was written to the standard error.
    mutating func line(atNanos now: UInt64) -> Verdict {
        turn(now)
        return takeLine()
    }

    /// How many lines were left out since this was asked last.
    mutating func takeDropped() -> Int {
        defer { dropped = 0 }
        return dropped
    }

    private mutating func takeLine() -> Verdict {
        lines += 1
        guard lines > limits.logLines else { return .take }
        dropped += 1
        return .drop
    }

    private mutating func turn(_ now: UInt64) {
        guard now &- beganNanos >= Self.secondNanos else { return }
        beganNanos = now
        frames = 0
        lines = 0
    }
}
