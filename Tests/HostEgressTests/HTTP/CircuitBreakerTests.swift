import TestSupport
import Testing

@testable import HostEgress

@Suite("The breaker of a host")
struct CircuitBreakerTests {
    private static let limits = HTTPLimits()

    private func expectAdmitted(_ breaker: inout CircuitBreaker, _ nanos: UInt64, _ expected: Bool, line: Int = #line) {
        let isAdmitted = breaker.admit(atNanos: nanos).isAdmitted
        #expect(isAdmitted == expected, "at \(nanos), from line \(line)")
    }

    @Test("Five failures in a row open it, one request tries after the rest, and a success closes it")
    func opens() {
        var breaker = CircuitBreaker(Self.limits)
        for _ in 0..<4 { breaker.ended(.failure, atNanos: 0) }
        expectAdmitted(&breaker, 0, true)
        breaker.ended(.failure, atNanos: 0)
        let rest = breaker.admit(atNanos: 1).restNanos
        #expect(rest == Self.limits.firstRestNanos - 1)
        expectAdmitted(&breaker, Self.limits.firstRestNanos, true)
        expectAdmitted(&breaker, Self.limits.firstRestNanos, false)
        breaker.ended(.success, atNanos: Self.limits.firstRestNanos)
        #expect(breaker.isFresh)
    }

    @Test("Each failed try doubles the rest up to the longest, and one that says nothing lets the next try")
    func doubles() {
        var breaker = CircuitBreaker(Self.limits)
        for _ in 0..<5 { breaker.ended(.failure, atNanos: 0) }
        var now: UInt64 = 0
        var rests: [UInt64] = []
        for _ in 0..<6 {
            let rest = breaker.admit(atNanos: now).restNanos
            rests.append(rest / 1_000_000_000)
            now += rest
            expectAdmitted(&breaker, now, true)
            breaker.ended(.neither, atNanos: now)
            expectAdmitted(&breaker, now, true)
            breaker.ended(.failure, atNanos: now)
        }
        #expect(rests == [5, 10, 20, 40, 60, 60])
    }

    @Test("Whatever happens: at most one request tries at a time, a closed breaker has fewer failures than open it, no rest is too long")
    func invariants() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            var breaker = CircuitBreaker(Self.limits)
            var now: UInt64 = 0
            var underWay = 0
            for _ in 0..<200 {
                now += UInt64.random(in: 0...20_000_000_000, using: &random)
                let before = breaker.state
                if Bool.random(using: &random) {
                    let admission = breaker.admit(atNanos: now)
                    if admission.isAdmitted { underWay += 1 }
                    if case .trying = before { #expect(!admission.isAdmitted, "seed \(seed)") }
                    #expect(admission.restNanos <= Self.limits.longestRestNanos, "seed \(seed)")
                    #expect(admission.isAdmitted == (admission.restNanos == 0), "seed \(seed)")
                } else if underWay > 0 {
                    underWay -= 1
                    let outcome = [CircuitBreaker.Outcome.success, .failure, .neither].randomElement(using: &random)!
                    breaker.ended(outcome, atNanos: now)
                    if outcome == .success { #expect(breaker.isFresh, "seed \(seed)") }
                }
                if case .closed(let failures) = breaker.state { #expect(failures < Self.limits.failuresToOpen, "seed \(seed)") }
            }
        }
    }

    @Test("Only hosts with something to remember are kept, and no more than so many")
    func hosts() {
        var breakers = HostBreakers(Self.limits)
        for number in 0..<(HostBreakers.maximumHosts * 2) {
            let endpoint = HTTPEndpoint(scheme: .https, host: "h\(number).example.org", port: 443)
            breakers.ended(endpoint, .success, atNanos: 0)
            breakers.ended(endpoint, .failure, atNanos: 0)
        }
        #expect(breakers.count == HostBreakers.maximumHosts)
        for number in 0..<(HostBreakers.maximumHosts * 2) {
            breakers.ended(HTTPEndpoint(scheme: .https, host: "h\(number).example.org", port: 443), .success, atNanos: 0)
        }
        #expect(breakers.count == 0)
    }
}
