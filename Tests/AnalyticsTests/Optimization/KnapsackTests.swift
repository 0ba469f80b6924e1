import TestSupport
import Testing

@testable import Analytics

@Suite("Choosing within a limit") struct KnapsackTests {
    /// Every choice of few items, tried.
    private func best(_ values: [Double], _ weights: [Double], _ capacity: Double) -> Double {
        (0..<(1 << values.count)).reduce(0) { best, choice in
            var (value, weight) = (0.0, 0.0)
            for item in values.indices where choice >> item & 1 == 1 {
                value += values[item]
                weight += weights[item]
            }
            return weight <= capacity ? max(best, value) : best
        }
    }

    @Test("What is found is the best of all choices, and said to be", arguments: 1...60 as ClosedRange<UInt64>) func exact(seed: UInt64) {
        var random = SeededRandom(seed)
        let count = 1 + Int(random.unit() * 11)
        let values = (0..<count).map { _ in (random.unit() * 40).rounded() - 5 }
        let weights = (0..<count).map { _ in (random.unit() * 30).rounded() }
        let capacity = (random.unit() * 150).rounded()
        let choice = Knapsack(values: values, weights: weights).solve(capacity: capacity)
        #expect(choice.isOptimal && choice.value == best(values, weights, capacity), "seed \(seed)")
        let weight = values.indices.filter { choice.isTaken[$0] }.reduce(0) { $0 + weights[$1] }
        #expect(weight <= capacity && choice.bound == choice.value, "seed \(seed)")
    }

    @Test("A search that is cut short gives a choice that fits, and a bound above it") func cut() {
        var random = SeededRandom(3)
        let weights = (0..<400).map { _ in 3_000 + random.unit() * 400 }
        let values = weights.map { $0 * (0.9 + 0.2 * random.unit()) }
        let choice = Knapsack(values: values, weights: weights).solve(capacity: 500_000, mostSteps: 50)
        #expect(choice.weight <= 500_000 && choice.value > 0)
        #expect(choice.bound >= choice.value)
        #expect(choice.bound - choice.value <= values.max() ?? 0)
    }
}
