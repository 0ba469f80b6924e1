/// Finds the prices at which the relaxation bounds best, by cutting planes: the bound is concave and piecewise linear in either price.
///
/// Prices need not be exact, as every pair gives a bound that holds; so it ends as soon as little is to be gained.
struct DualSearch {
    private var evaluator: DualEvaluator
    private let problem: CoverProblem

    private static let mostRounds = 60
    private static let mostPrice = 1e15

    /// The best power price for a count price, and how many are chosen there by the relaxed optimum, a mean of two.
    private struct Ridge {
        let point: DualPoint
        let chosen: Double
    }

    init(_ problem: CoverProblem) {
        self.problem = problem
        evaluator = DualEvaluator(problem)
    }

    /// How often the relaxation was evaluated.
    var evaluations: Int { evaluator.evaluations }

    /// The prices. The problem must have a solution.
    mutating func best() -> DualPoint {
        let guess = max(problem.meanHashrateAWatt, 1e-6)
        let free = ridge(countPrice: 0, near: guess, span: guess / 3, tolerance: 0)
        let limit = Double(problem.maximumSwitched)
        guard problem.hasCountLimit, free.chosen > limit else { return free.point }
        var (low, high) = (free, free)
        var step = max(1, free.point.value / max(1, free.chosen) / 16)
        while high.chosen > limit, step < DualSearch.mostPrice {
            low = high
            let price = low.point.powerPrice
            high = ridge(countPrice: step, near: price * 1.05, span: price / 20, tolerance: low.point.value * 1e-6)
            step *= 4
        }
        var best = low.point.value > high.point.value ? low.point : high.point
        for round in 0..<DualSearch.mostRounds {
            let cut = DualCut(
                (low.point.countPrice, low.point.value, low.chosen - limit), (high.point.countPrice, high.point.value, high.chosen - limit))
            let gain = cut.height - best.value
            if gain <= tolerance(best) { break }
            let price = round % 4 == 3 ? cut.middle : cut.place
            guard price > low.point.countPrice, price < high.point.countPrice else { break }
            let share = (price - low.point.countPrice) / (high.point.countPrice - low.point.countPrice)
            let width = high.point.powerPrice - low.point.powerPrice
            let next = ridge(
                countPrice: price, near: low.point.powerPrice + share * width, span: abs(width) / 64, tolerance: min(gain / 64, 1))
            if next.point.value > best.value { best = next.point }
            if next.chosen > limit { low = next } else { high = next }
        }
        return best
    }

    /// - Parameters:
    ///   - near: Where the power price is looked for first.
    ///   - span: How far from there next.
    ///   - tolerance: GH/s that need not be gained.
    private mutating func ridge(countPrice: Double, near: Double, span: Double, tolerance allowed: Double) -> Ridge {
        let target = Double(problem.targetWatts)
        var (low, high) = bracket(countPrice: countPrice, near: near, span: max(span, near * 1e-9, 1e-9))
        var best = low.value > high.value ? low : high
        if low.powerWatts < target {
            for round in 0..<DualSearch.mostRounds {
                let cut = DualCut(
                    (low.powerPrice, low.value, target - low.powerWatts), (high.powerPrice, high.value, target - high.powerWatts))
                if cut.height - best.value <= max(allowed, tolerance(best)) { break }
                let price = round % 4 == 3 ? cut.middle : cut.place
                guard price > low.powerPrice, price < high.powerPrice else { break }
                let next = evaluator.evaluate(powerPrice: price, countPrice: countPrice)
                if next.value > best.value { best = next }
                if next.powerWatts < target { low = next } else { high = next }
            }
        }
        let (short, over) = (target - low.powerWatts, high.powerWatts - target)
        let share = short + over > 0 ? min(max(over / (short + over), 0), 1) : 0
        return Ridge(point: best, chosen: share * low.chosen + (1 - share) * high.chosen)
    }

    /// Two prices at which too little and enough is shed; twice zero where that sheds enough.
    private mutating func bracket(countPrice: Double, near: Double, span: Double) -> (low: DualPoint, high: DualPoint) {
        let target = Double(problem.targetWatts)
        var step = span
        var point = evaluator.evaluate(powerPrice: near, countPrice: countPrice)
        if point.powerWatts < target {
            while true {
                let next = evaluator.evaluate(powerPrice: point.powerPrice + step, countPrice: countPrice)
                if next.powerWatts >= target || next.powerPrice >= DualSearch.mostPrice { return (point, next) }
                point = next
                step *= 4
            }
        }
        while point.powerPrice > 0 {
            let next = evaluator.evaluate(powerPrice: max(0, point.powerPrice - step), countPrice: countPrice)
            if next.powerWatts < target { return (next, point) }
            point = next
            step *= 4
        }
        return (point, point)
    }

    /// A hundredth of a GH/s, or what is left of a number's digits.
    private func tolerance(_ point: DualPoint) -> Double { max(0.01, abs(point.value) * 1e-11) }
}
