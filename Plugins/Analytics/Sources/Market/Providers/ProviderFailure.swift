/// Why a provider's answer was of no use, and what follows from it.
struct ProviderFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds that are treated differently.
    enum Code: String, Sendable {
        /// Too many requests; wait.
        case rateLimited = "rate_limited"
        /// This address is shut out for a while.
        case banned
        /// The provider refuses the request as it is.
        case refused
        /// No answer, or a fault on the provider's side.
        case unavailable
        /// An answer that cannot be read.
        case malformed
        /// An answer that cannot be true.
        case implausible
        /// An answer from the past.
        case outdated
        /// Not asked: it failed too often.
        case resting
        /// Not asked: this span's requests are spent.
        case budgetSpent = "budget_spent"
    }

    let source: MarketSource
    let code: Code
    /// What was found and what was expected.
    let message: String
    /// Seconds that the provider wants to be left alone for; nil if it does not say.
    let retryAfterSeconds: Double?

    init(_ source: MarketSource, _ code: Code, _ message: String, retryAfterSeconds: Double? = nil) {
        self.source = source
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    var description: String { "\(source.title): \(message)" }
}
