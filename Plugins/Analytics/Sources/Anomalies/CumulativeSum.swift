/// Page's one-sided cumulative sum (Biometrika 41, 1954): small lasting changes add up, noise around nothing does not. Pure.
struct CumulativeSum: Sendable {
    /// The sum now, in standard deviations.
    private(set) var value = 0.0
    /// Since the sum last left zero, which is the usual estimate of when the change began.
    private(set) var startedAt: Int?

    /// Adds a standardised value at an hour or day; NaN leaves the sum as it is.
    mutating func add(_ score: Double, at position: Int, slack: Double, clip: Double) {
        guard !score.isNaN else { return }
        value += min(max(score, -clip), clip) - slack
        if value <= 0 {
            value = 0
            startedAt = nil
        } else if startedAt == nil {
            startedAt = position
        }
    }
}
