/// Finds the prices at which the relaxation bounds best, by cutting planes: the bound is concave and piecewise linear in either price.
struct DualSearch {
    private var evaluator: DualEvaluator
    private let problem: CoverProblem

    /// Prices need not be exact: every pair gives a bound that holds.
    private static let mostRounds = 60

    /// The best power price for a count price, and how many are chosen there by the relaxed optimum, a mean of two.
    private struct Ridge {
        let point: DualPoint
        let chosen: Double
    }

    init(_ problem: CoverProblem) {
        self.problem = problem
        evaluator = DualEvaluator(problem)
    }

    /// The prices. The problem must have a solution.
    mutating func best() -> DualPoint {
        let free = ridge(countPrice: 0, near: nil)
        let limit = Double(problem.maximumSwitched)
        guard problem.hasCountLimit, free.chosen > limit else { return free.point }
        var low = free
        var step = max(1, free.point.value / max(1, free.chosen) / 16)
        var high = ridge(countPrice: step, near: free.point.powerPrice)
        while high.chosen > limit, step < 1e15 {
            low = high
            step *= 4
            high = ridge(countPrice: step, near: low.point.powerPrice)
        }
        var best = low.point.value > high.point.value ? low.point : high.point
        for round in 0..<DualSearch.mostRounds {
            let cut = Crossing(
                (low.point.countPrice, low.point.value, low.chosen - limit), (high.point.countPrice, high.point.value, high.chosen - limit))
            if cut.height - best.value <= DualSearch.tolerance(best.value) { break }
            let next = ridge(countPrice: round % 4 == 3 ? cut.middle : cut.place, near: best.powerPrice)
            if next.point.value > best.value { best = next.point }
            if next.chosen > limit { low = next } else { high = next }
        }
        return best
    }

    private mutating func ridge(countPrice: Double, near: Double?) -> Ridge {
        let target = Double(problem.targetWatts)
        var low = evaluator.evaluate(powerPrice: 0, countPrice: countPrice)
        if low.powerWatts >= target { return Ridge(point: low, chosen: low.chosen) }
        var price = max(near ?? problem.meanHashrateAWatt, 1e-6)
        var high = evaluator.evaluate(powerPrice: price, countPrice: countPrice)
        if high.powerWatts < target {
            while high.powerWatts < target, price < 1e15 {
                low = high
                price *= 1.5
                high = evaluator.evaluate(powerPrice: price, countPrice: countPrice)
            }
        } else {
            let below = evaluator.evaluate(powerPrice: price / 1.5, countPrice: countPrice)
            if below.powerWatts < target { low = below } else { high = below }
        }
        var best = low.value > high.value ? low : high
        for round in 0..<DualSearch.mostRounds {
            let cut = Crossing((low.powerPrice, low.value, target - low.powerWatts), (high.powerPrice, high.value, target - high.powerWatts))
            if cut.height - best.value <= DualSearch.tolerance(best.value) { break }
            let next = evaluator.evaluate(powerPrice: round % 4 == 3 ? cut.middle : cut.place, countPrice: countPrice)
            if next.value > best.value { best = next }
            if next.powerWatts < target { low = next } else { high = next }
        }
        let (short, over) = (target - low.powerWatts, high.powerWatts - target)
        let share = short + over > 0 ? over / (short + over) : 0
        return Ridge(point: best, chosen: share * low.chosen + (1 - share) * high.chosen)
    }

    /// Where two tangents meet.
    private struct Crossing {
        let place: Double
        /// The bound is nowhere above this.
        let height: Double
        /// Between both; taken now and then, where it shrinks the span faster.
        let middle: Double

        init(_ low: (x: Double, y: Double, slope: Double), _ high: (x: Double, y: Double, slope: Double)) {
            let bend = low.slope - high.slope
            middle = (low.x + high.x) / 2
            let meeting = (high.y - low.y + low.slope * low.x - high.slope * high.x) / bend
            place = bend > 0 && meeting > low.x && meeting < high.x ? meeting : middle
            height = max(min(low.y + low.slope * (place - low.x), high.y + high.slope * (place - high.x)), low.y, high.y)
        }
    }

    /// A hundredth of a GH/s, or what is left of a number's digits.
    private static func tolerance(_ value: Double) -> Double { max(0.01, abs(value) * 1e-12) }
}
