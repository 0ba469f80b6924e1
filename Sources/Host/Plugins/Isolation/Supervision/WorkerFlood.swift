/// How much a worker may send that no call waits for: lines for the log, events, figures, and what names nothing at all. Pure.
///
/// What belongs to a call that is under way is not counted here: the calls are limited themselves.
struct WorkerFlood: Sendable {
    /// Per second, unless it says otherwise.
    struct Limits: Sendable, Hashable {
        /// Lines that go to the log; more are dropped and counted.
        var logLines = 200
        /// Lines of the standard error that go to the log within a minute; of more, only the backtrace.
        var outputLinesPerMinute = 1_000
        /// Lines, events, figures and words on progress together; more are dropped and counted.
        var news = 100_000
        /// Frames that name no call, operation or instance that is there. More end the worker.
        var strays = 20_000
    }

    enum Verdict: Sendable, Equatable {
        case take
        /// Leave it out, and count it.
        case drop
        /// The worker is to be ended, for this reason.
        case breach(String)
    }

    private static let secondNanos: UInt64 = 1_000_000_000
    private static let minuteNanos = 60 * secondNanos

    private let limits: Limits
    private var beganNanos: UInt64 = 0
    private var news = 0
    private var strays = 0
    private var lines = 0
    private var minuteBeganNanos: UInt64 = 0
    private var outputLines = 0
    /// Lines and news that were left out since ``takeDropped()``.
    private var dropped = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// A frame has come that names nothing that is there.
    mutating func stray(atNanos now: UInt64) -> Verdict {
        turn(now)
        strays += 1
        guard strays > limits.strays else { return .take }
        return .breach(
            "it sent more than \(limits.strays) frames within a second that belong to no call under way, such as answers that nobody waits for"
        )
    }

    /// A line, an event, a figure or a word on progress has come.
    mutating func news(isLogLine: Bool, atNanos now: UInt64) -> Verdict {
        turn(now)
        news += 1
        if news > limits.news {
            dropped += 1
            return .drop
        }
        return isLogLine ? takeLine() : .take
    }

    /// A line was written to the standard error.
    mutating func line(atNanos now: UInt64) -> Verdict {
        turn(now)
        if now &- minuteBeganNanos >= Self.minuteNanos {
            minuteBeganNanos = now
            outputLines = 0
        }
        outputLines += 1
        guard outputLines <= limits.outputLinesPerMinute else {
            dropped += 1
            return .drop
        }
        return takeLine()
    }

    /// How many lines and news were left out since this was asked last.
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
        news = 0
        strays = 0
        lines = 0
    }
}
