/// How many requests a provider may still be sent: a bucket of tokens that fills with time. Pure; times are seconds of one clock.
struct RequestBudget: Equatable, Sendable {
    /// A provider's allowance.
    struct Limit: Equatable, Sendable {
        /// Tokens at most.
        let capacity: Double
        /// Tokens that come back in a second.
        let perSecond: Double
    }

    let limit: Limit
    private(set) var tokens: Double
    private(set) var filledAtSeconds: Double

    /// A full bucket.
    init(_ limit: Limit, nowSeconds: Double) { self.init(limit, tokens: limit.capacity, filledAtSeconds: nowSeconds) }

    /// A bucket as it was stored; values that no bucket has become the nearest that one has.
    init(_ limit: Limit, tokens: Double, filledAtSeconds: Double) {
        self.limit = limit
        self.tokens = tokens.isFinite ? min(max(tokens, 0), limit.capacity) : 0
        self.filledAtSeconds = filledAtSeconds.isFinite ? filledAtSeconds : 0
    }

    /// Takes `cost` tokens if they are there. A clock that went back fills nothing.
    mutating func take(_ cost: Double, nowSeconds: Double) -> Bool {
        if nowSeconds > filledAtSeconds {
            tokens = min(limit.capacity, tokens + (nowSeconds - filledAtSeconds) * limit.perSecond)
        }
        filledAtSeconds = nowSeconds
        guard tokens >= cost else { return false }
        tokens -= cost
        return true
    }

    /// Gives up all tokens: the provider has said that too much was asked.
    mutating func drain() { tokens = 0 }
}
