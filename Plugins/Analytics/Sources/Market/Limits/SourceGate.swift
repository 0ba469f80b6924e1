/// Breaker and budget of one provider, and what became of the last request. Pure; times are Unix seconds.
struct SourceGate: Equatable, Sendable {
    let source: MarketSource
    private(set) var breaker: CircuitBreaker
    private(set) var budget: RequestBudget
    private(set) var succeededAtSeconds: Double?
    private(set) var failedAtSeconds: Double?
    /// The last failure since the last success, for a person.
    private(set) var lastFailure: String?

    /// One of which nothing is known.
    init(_ source: MarketSource, nowSeconds: Double) {
        self.init(source, breaker: CircuitBreaker(), budget: RequestBudget(source.budget, nowSeconds: nowSeconds))
    }

    /// One as it was stored.
    init(
        _ source: MarketSource, breaker: CircuitBreaker, budget: RequestBudget, succeededAtSeconds: Double? = nil,
        failedAtSeconds: Double? = nil, lastFailure: String? = nil
    ) {
        self.source = source
        self.breaker = breaker
        self.budget = budget
        self.succeededAtSeconds = succeededAtSeconds
        self.failedAtSeconds = failedAtSeconds
        self.lastFailure = lastFailure
    }

    /// Whether a request of this cost may go now; nil if it may, else why not.
    mutating func refusal(cost: Double, nowSeconds: Double) -> ProviderFailure? {
        // The budget first: a try that the budget then refuses would be lost.
        var afterwards = budget
        guard afterwards.take(cost, nowSeconds: nowSeconds) else {
            return ProviderFailure(source, .budgetSpent, "Not asked: its requests for now are spent.")
        }
        guard breaker.admits(nowSeconds: nowSeconds) else {
            return ProviderFailure(source, .resting, "Not asked: it failed too often. \(lastFailure ?? "")")
        }
        budget = afterwards
        return nil
    }

    /// A request went well. A failure since `beganSeconds`, of another request of the same round, is still told.
    mutating func succeeded(nowSeconds: Double, roundBeganSeconds beganSeconds: Double = .infinity) {
        breaker.succeeded()
        succeededAtSeconds = nowSeconds
        if (failedAtSeconds ?? -.infinity) < beganSeconds { lastFailure = nil }
    }

    /// A request failed, or gave what cannot be used.
    mutating func failed(_ failure: ProviderFailure, nowSeconds: Double) {
        breaker.failed(failure.code, retryAfterSeconds: failure.retryAfterSeconds, nowSeconds: nowSeconds)
        if failure.code == .rateLimited || failure.code == .banned { budget.drain() }
        guard failure.code != .resting, failure.code != .budgetSpent else { return }
        failedAtSeconds = nowSeconds
        lastFailure = failure.message
    }
}
