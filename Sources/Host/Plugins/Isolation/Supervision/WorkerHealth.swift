/// Whether a worker still answers. Pure: asked once a second or so.
struct WorkerHealth: Sendable {
    /// A worker that owes calls and does not answer a ping for so long is hung.
    static let silenceNanos: UInt64 = 3_000_000_000
    /// A completion that is owed for so long after the call's deadline is missing. So is the return of `start` where tenants share threads: what
    /// waits for those is not in the worker, so it would never be owed.
    static let overdueNanos: UInt64 = 5_000_000_000
    /// How long the start may take.
    static let startNanos: UInt64 = 20_000_000_000

    enum Verdict: Sendable, Equatable {
        case fine
        case ping(UInt64)
        case hung(String)
    }

    private let startedNanos: UInt64
    private var isReady = false
    private var lastPing: UInt64 = 0
    private var pinged: UInt64?
    /// Looks at a ping without an answer: a host that itself stood still counts as one.
    private var looks = 0

    init(startedNanos: UInt64) { self.startedNanos = startedNanos }

    mutating func ready() { isReady = true }

    /// The answer to a ping came. An older or invented number is nothing.
    ///
    /// - Returns: Whether it was awaited.
    mutating func pong(_ number: UInt64) -> Bool {
        guard pinged != nil, number == lastPing else { return false }
        pinged = nil
        return true
    }

    /// What is to be done now.
    ///
    /// - Parameters:
    ///   - callsUnderWay: Calls that the worker has and has not completed, or whose threads it has not given back.
    ///   - earliestDeadlineNanos: Of those calls.
    mutating func look(atNanos now: UInt64, callsUnderWay: Int, earliestDeadlineNanos: UInt64?) -> Verdict {
        guard isReady else {
            return now &- startedNanos > Self.startNanos
                ? .hung("it was not ready after \(Self.startNanos / 1_000_000_000) s") : .fine
        }
        if let deadline = earliestDeadlineNanos, now > deadline, now - deadline > Self.overdueNanos {
            return .hung("it owes a completion, or the return of `start`, \(Self.overdueNanos / 1_000_000_000) s after the call's deadline")
        }
        if let sent = pinged {
            looks += 1
            if now &- sent > Self.silenceNanos, looks >= 3 {
                return .hung("it has not answered for \(Self.silenceNanos / 1_000_000_000) s while \(callsUnderWay) calls were under way")
            }
            return .fine
        }
        guard callsUnderWay > 0 else { return .fine }
        lastPing += 1
        pinged = now
        looks = 0
        return .ping(lastPing)
    }
}
