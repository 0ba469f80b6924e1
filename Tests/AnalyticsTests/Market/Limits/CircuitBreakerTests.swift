import Testing

@testable import Analytics

@Suite("Circuit breaker of a provider")
struct CircuitBreakerTests {
    @Test("Three failures in a row open it, a success in between does not") func opens() {
        var breaker = CircuitBreaker()
        for _ in 0..<2 { breaker.failed(.unavailable, retryAfterSeconds: nil, nowSeconds: 0) }
        breaker.succeeded()
        for _ in 0..<2 { breaker.failed(.malformed, retryAfterSeconds: nil, nowSeconds: 0) }
        #expect(breaker.state == .closed)
        let isAdmitted1 = breaker.admits(nowSeconds: 0)
        #expect(isAdmitted1)
        breaker.failed(.implausible, retryAfterSeconds: nil, nowSeconds: 10)
        #expect(breaker.state == .open)
        let isAdmitted2 = breaker.admits(nowSeconds: 69.9)
        #expect(!isAdmitted2)
    }

    @Test("After its rest one request tries, and its outcome decides; each failed try doubles the rest up to an hour") func tries() {
        var breaker = CircuitBreaker()
        for _ in 0..<3 { breaker.failed(.unavailable, retryAfterSeconds: nil, nowSeconds: 0) }
        var now = 0.0
        for rest in [60.0, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            #expect(breaker.openUntilSeconds == now + rest)
            let isAdmitted3 = breaker.admits(nowSeconds: now + rest - 1)
            #expect(!isAdmitted3)
            now += rest
            let isAdmitted4 = breaker.admits(nowSeconds: now)
            #expect(isAdmitted4)
            #expect(breaker.state == .halfOpen)
            let isAdmitted5 = breaker.admits(nowSeconds: now)
            #expect(!isAdmitted5)
            breaker.failed(.unavailable, retryAfterSeconds: nil, nowSeconds: now)
        }
        now += 3_600
        let isAdmitted6 = breaker.admits(nowSeconds: now)
        #expect(isAdmitted6)
        breaker.succeeded()
        #expect(breaker == CircuitBreaker())
    }

    @Test("A try whose end nobody learnt is followed by another one") func lostTry() {
        var breaker = CircuitBreaker(state: .open, failures: 3, openUntilSeconds: 100)
        let isAdmitted7 = breaker.admits(nowSeconds: 100)
        #expect(isAdmitted7)
        let isAdmitted8 = breaker.admits(nowSeconds: 159)
        #expect(!isAdmitted8)
        let isAdmitted9 = breaker.admits(nowSeconds: 160)
        #expect(isAdmitted9)
    }

    @Test("Being told to wait opens it at once, for as long as was told, but not for ever") func told() {
        var breaker = CircuitBreaker()
        breaker.failed(.rateLimited, retryAfterSeconds: 300, nowSeconds: 0)
        #expect(breaker.openUntilSeconds == 300)
        breaker = CircuitBreaker()
        breaker.failed(.rateLimited, retryAfterSeconds: nil, nowSeconds: 0)
        #expect(breaker.openUntilSeconds == 60)
        breaker = CircuitBreaker()
        breaker.failed(.banned, retryAfterSeconds: nil, nowSeconds: 0)
        #expect(breaker.openUntilSeconds == 120)
        breaker = CircuitBreaker()
        breaker.failed(.banned, retryAfterSeconds: 1e9, nowSeconds: 0)
        #expect(breaker.openUntilSeconds == 3 * 86_400)
    }

    @Test("What was not asked counts neither way") func unasked() {
        var breaker = CircuitBreaker()
        for _ in 0..<10 { breaker.failed(.budgetSpent, retryAfterSeconds: nil, nowSeconds: 0) }
        for _ in 0..<10 { breaker.failed(.resting, retryAfterSeconds: nil, nowSeconds: 0) }
        #expect(breaker == CircuitBreaker())
    }
}
