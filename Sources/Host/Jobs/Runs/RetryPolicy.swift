/// How often a run is tried, and how long it rests between tries.
package struct RetryPolicy: Hashable, Sendable {
    /// Tries in all, 1 or more.
    package var attempts: Int
    /// Rest after the first failure; doubles with each further one, up to an hour.
    package var backoffMilliseconds: Int

    package init(attempts: Int = 1, backoffMilliseconds: Int = 1_000) {
        self.attempts = max(1, attempts)
        self.backoffMilliseconds = max(0, backoffMilliseconds)
    }

    /// Rest before the next try, or nil if `attempt` (from 1) was the last one.
    ///
    /// - Parameter spread: From 0 to 1: a quarter of the rest is spread, so that runs that failed together do not return together.
    package func rest(afterAttempt attempt: Int, spread: Double) -> Int? {
        guard attempt < attempts else { return nil }
        let doublings = min(max(0, attempt - 1), 20)
        let rest = min(Double(backoffMilliseconds) * Double(1 << doublings), 3_600_000)
        return Int(rest * (0.75 + 0.25 * min(max(spread, 0), 1)))
    }
}
