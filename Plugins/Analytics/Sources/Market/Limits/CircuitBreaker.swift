/// Leaves a provider alone that fails: closed, open until a time, then one try. Pure; times are seconds of one clock.
struct CircuitBreaker: Equatable, Sendable {
    /// What it is now.
    enum State: String, Sendable {
        /// All requests pass.
        case closed
        /// None passes.
        case open
        /// One passes; its outcome decides.
        case halfOpen = "half_open"
    }

    static let failuresToOpen = 3
    static let shortestRestSeconds = 60.0
    static let longestRestSeconds = 3_600.0
    /// A provider's own word counts up to this.
    static let longestAskedSeconds = 3 * 86_400.0

    private(set) var state: State
    /// Failures one after the other.
    private(set) var failures: Int
    private(set) var openUntilSeconds: Double

    /// Closed, or as it was stored.
    init(state: State = .closed, failures: Int = 0, openUntilSeconds: Double = 0) {
        self.state = state
        self.failures = max(0, min(failures, 1_000))
        self.openUntilSeconds = openUntilSeconds.isFinite ? openUntilSeconds : 0
    }

    /// Whether a request may go. The one that goes from a rest that has ended is the try.
    mutating func admits(nowSeconds: Double) -> Bool {
        switch state {
        case .closed: return true
        case .halfOpen:
            // The try that was under way has told nobody how it ended: its host is gone, and the next may try.
            guard nowSeconds >= openUntilSeconds else { return false }
            openUntilSeconds = nowSeconds + Self.shortestRestSeconds
            return true
        case .open:
            guard nowSeconds >= openUntilSeconds else { return false }
            state = .halfOpen
            openUntilSeconds = nowSeconds + Self.shortestRestSeconds
            return true
        }
    }

    /// A request went well.
    mutating func succeeded() { self = CircuitBreaker() }

    /// A request failed. A refusal for asking too much opens it at once, and so does every word on how long to wait; it counts that long.
    mutating func failed(_ code: ProviderFailure.Code, retryAfterSeconds: Double?, nowSeconds: Double) {
        failures = min(failures + 1, 1_000)
        switch code {
        case .resting, .budgetSpent: failures -= 1
        case .rateLimited: open(max(retryAfterSeconds ?? 0, restSeconds(beyond: 0)), nowSeconds)
        case .banned: open(max(retryAfterSeconds ?? 120, restSeconds(beyond: 0)), nowSeconds)
        case .refused, .unavailable, .malformed, .implausible, .outdated:
            if state == .halfOpen || failures >= Self.failuresToOpen || (retryAfterSeconds ?? 0) > 0 {
                open(max(retryAfterSeconds ?? 0, restSeconds(beyond: Self.failuresToOpen - 1)), nowSeconds)
            }
        }
    }

    private mutating func open(_ seconds: Double, _ nowSeconds: Double) {
        state = .open
        openUntilSeconds = nowSeconds + min(seconds, Self.longestAskedSeconds)
    }

    /// Doubles with each failure beyond so many.
    private func restSeconds(beyond free: Int) -> Double {
        var seconds = Self.shortestRestSeconds
        for _ in 0..<max(0, min(failures - free - 1, 16)) { seconds = min(seconds * 2, Self.longestRestSeconds) }
        return seconds
    }
}
