/// Leaves a host alone that fails again and again, and tries it from time to time with one request. Pure: it is told the time.
struct CircuitBreaker: Sendable, Equatable {
    enum State: Sendable, Equatable {
        /// Requests go through; so many failed in a row.
        case closed(failures: Int)
        /// None goes through until a time.
        case open(untilNanos: UInt64, restNanos: UInt64)
        /// One is on its way to see whether the host is well again.
        case trying(restNanos: UInt64)
    }

    enum Outcome: Sendable {
        case success
        case failure
        /// Says nothing about the host: cancelled, or refused by this side.
        case neither
    }

    private let failuresToOpen: Int
    private let firstRestNanos: UInt64
    private let longestRestNanos: UInt64
    private(set) var state = State.closed(failures: 0)

    init(_ limits: HTTPLimits) {
        failuresToOpen = max(1, limits.failuresToOpen)
        firstRestNanos = max(1, limits.firstRestNanos)
        longestRestNanos = max(firstRestNanos, limits.longestRestNanos)
    }

    /// Whether it is as new: nothing to remember.
    var isFresh: Bool { state == .closed(failures: 0) }

    /// Lets a request through; else how long from now to wait before the next is tried.
    mutating func admit(atNanos now: UInt64) -> (isAdmitted: Bool, restNanos: UInt64) {
        switch state {
        case .closed: return (true, 0)
        case .open(let until, let rest):
            guard now >= until else { return (false, until - now) }
            state = .trying(restNanos: rest)
            return (true, 0)
        case .trying(let rest): return (false, rest)
        }
    }

    /// Notes how a request that was let through has ended.
    mutating func ended(_ outcome: Outcome, atNanos now: UInt64) {
        switch (state, outcome) {
        case (.closed, .success): state = .closed(failures: 0)
        case (.closed(let failures), .failure):
            state = failures + 1 < failuresToOpen ? .closed(failures: failures + 1) : open(for: firstRestNanos, now)
        case (.trying, .success): state = .closed(failures: 0)
        case (.trying(let rest), .failure):
            state = open(for: rest > longestRestNanos / 2 ? longestRestNanos : rest * 2, now)
        // Nothing was learnt: the next one tries.
        case (.trying(let rest), .neither): state = .open(untilNanos: now, restNanos: rest)
        // Began before the others failed. A success of it says that the host is well after all.
        case (.open, .success): state = .closed(failures: 0)
        case (.open, .failure), (.open, .neither), (.closed, .neither): break
        }
    }

    private func open(for rest: UInt64, _ now: UInt64) -> State {
        .open(untilNanos: now.addingReportingOverflow(rest).overflow ? .max : now + rest, restNanos: rest)
    }
}
