/// A steady rate with bursts. Pure: the time is given.
struct TokenBucket: Equatable {
    private(set) var tokens: Double
    private(set) var updatedNanos: UInt64

    /// Full.
    init(limit: RateLimits.Limit, nowNanos: UInt64) {
        tokens = Double(limit.burst)
        updatedNanos = nowNanos
    }

    /// Takes one token.
    /// - Returns: nil if there was one, else the seconds until there is.
    mutating func take(limit: RateLimits.Limit, nowNanos: UInt64) -> Double? {
        refill(limit: limit, nowNanos: nowNanos)
        if tokens >= 1 {
            tokens -= 1
            return nil
        }
        return limit.perSecond > 0 ? (1 - tokens) / limit.perSecond : 3_600
    }

    /// Whether nothing is remembered of its client any more.
    func isFull(limit: RateLimits.Limit, nowNanos: UInt64) -> Bool {
        var copy = self
        copy.refill(limit: limit, nowNanos: nowNanos)
        return copy.tokens >= Double(limit.burst)
    }

    private mutating func refill(limit: RateLimits.Limit, nowNanos: UInt64) {
        guard nowNanos > updatedNanos else { return }
        tokens = min(Double(limit.burst), tokens + Double(nowNanos - updatedNanos) / 1e9 * limit.perSecond)
        updatedNanos = nowNanos
    }
}
