/// The breakers of the hosts that one instance talks to. Only those that have something to remember are kept.
struct HostBreakers: Sendable {
    /// Hosts with something to remember; the names beneath a granted one may be as many as an attacker likes.
    static let maximumHosts = 1_024

    private let limits: HTTPLimits
    private var breakers: [HTTPEndpoint: CircuitBreaker] = [:]

    init(_ limits: HTTPLimits) { self.limits = limits }

    var count: Int { breakers.count }

    mutating func admit(_ endpoint: HTTPEndpoint, atNanos now: UInt64) -> (isAdmitted: Bool, restNanos: UInt64) {
        breakers[endpoint]?.admit(atNanos: now) ?? (true, 0)
    }

    mutating func ended(_ endpoint: HTTPEndpoint, _ outcome: CircuitBreaker.Outcome, atNanos now: UInt64) {
        var breaker = breakers[endpoint] ?? CircuitBreaker(limits)
        breaker.ended(outcome, atNanos: now)
        if breaker.isFresh {
            breakers[endpoint] = nil
        } else if breakers[endpoint] != nil || breakers.count < Self.maximumHosts {
            breakers[endpoint] = breaker
        }
    }
}
