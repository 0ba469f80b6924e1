import TestSupport
import Testing

@testable import Analytics

@Suite("Budget of a provider")
struct RequestBudgetTests {
    private let limit = RequestBudget.Limit(capacity: 3, perSecond: 0.5)

    @Test("Tokens are spent and come back with time, up to the capacity") func fills() {
        var budget = RequestBudget(limit, nowSeconds: 0)
        let isTaken1 = budget.take(2, nowSeconds: 0)
        #expect(isTaken1)
        let isTaken2 = budget.take(2, nowSeconds: 0)
        #expect(!isTaken2)
        let isTaken3 = budget.take(2, nowSeconds: 1)
        #expect(!isTaken3)
        let isTaken4 = budget.take(2, nowSeconds: 2)
        #expect(isTaken4)
        let isTaken5 = budget.take(3, nowSeconds: 1_000)
        #expect(isTaken5)
        let isTaken6 = budget.take(0.1, nowSeconds: 1_000)
        #expect(!isTaken6)
    }

    @Test("No sequence of requests gets more than capacity and rate allow") func neverMore() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var budget = RequestBudget(limit, nowSeconds: 0)
        var (now, spent) = (0.0, 0.0)
        for _ in 0..<5_000 {
            now += random.unit() * 3
            let cost = random.unit() * 2
            if budget.take(cost, nowSeconds: now) { spent += cost }
            #expect(spent <= limit.capacity + now * limit.perSecond + 1e-6, "seed \(seed)")
        }
    }

    @Test("A clock that goes back and a stored row that is wrong give nothing for nothing") func wrong() {
        var budget = RequestBudget(limit, tokens: 1e9, filledAtSeconds: 100)
        #expect(budget.tokens == 3)
        let isTaken7 = budget.take(3, nowSeconds: 50)
        #expect(isTaken7)
        let isTaken8 = budget.take(1, nowSeconds: 51)
        #expect(!isTaken8)
        #expect(RequestBudget(limit, tokens: .nan, filledAtSeconds: .infinity).tokens == 0)
    }

    @Test("A gate asks its budget before its breaker, so that no try is lost, and a refusal for asking too much empties the budget")
    func gate() {
        var gate = SourceGate(.okx, nowSeconds: 0)
        let refusal9 = gate.refusal(cost: 1, nowSeconds: 0)
        #expect(refusal9 == nil)
        gate.failed(ProviderFailure(.okx, .rateLimited, "Too Many Requests", retryAfterSeconds: 5), nowSeconds: 0)
        let refusal10 = gate.refusal(cost: 1, nowSeconds: 1)
        #expect(refusal10?.code == .budgetSpent)
        let refusal11 = gate.refusal(cost: 1, nowSeconds: 31)
        #expect(refusal11?.code == .resting)
        let refusal12 = gate.refusal(cost: 1, nowSeconds: 62)
        #expect(refusal12 == nil)
        #expect(gate.breaker.state == .halfOpen)
        gate.succeeded(nowSeconds: 62)
        #expect(gate.lastFailure == nil)
        #expect(gate.succeededAtSeconds == 62)
    }
}
