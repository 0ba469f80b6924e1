/// Solves a `CoverProblem` exactly, as far as its effort allows, and says how far it got.
///
/// The relaxation with priced target and limits gives a base and a bound. A sweep then looks for a choice within a budget above the bound: what
/// it finds is the optimum, and if it finds nothing the bound has risen by the budget, which grows. Little of a fleet is open within a
/// small budget, which is why this is fast; the method follows the core idea of Balas and Zemel and the expanding core of Pisinger.
struct CoverSolver: Sendable {
    /// States that may be looked at before it gives up proving.
    var effort = 100_000_000
    /// Whether nobody waits for the answer any more: then the search ends as if its effort were used up.
    var isCancelled: @Sendable () -> Bool = { false }

    /// The first budget leaves about so many items open.
    private static let firstCore = 24
    /// States kept in each list of the narrow search at the beginning, and of that once the effort is used up.
    private static let firstWidth = 100
    private static let lastWidth = 1_000
    /// Of the effort, for the narrow search at the end.
    private static let lastPart = 4

    /// The choice that loses least, or nil if the limits do not let the target be reached.
    func solve(_ problem: CoverProblem) -> CoverSolution? {
        if problem.targetWatts <= 0 { return CoverSolution(items: [], powerWatts: 0, hashrateGHs: 0, lowerBoundGHs: 0) }
        let most = problem.mostSheddable
        guard problem.power(of: most) >= problem.targetWatts else { return nil }
        var search = DualSearch(problem)
        let base = CoverBase(problem, prices: CoverPrices(search.best(), for: problem))
        var found = Found(items: CoverSolver.trimmed(most, problem), problem: problem, base: base)
        let scale = base.prices.scale
        var proven: Int64 = -1
        var budget = max(scale, CoverSolver.quantile(base.costs, CoverSolver.firstCore))
        // Near the optimum a narrow search is at once; the nearer, the less is open for the proof.
        found.take(
            CoverSweep(problem, base: base, budget: found.excess - scale, width: CoverSolver.firstWidth, most: CoverSolver.firstWidth / 2),
            limit: effort, isCancelled, problem)
        while proven < found.excess - scale {
            budget = min(budget, found.excess - scale)
            let sweep = CoverSweep(problem, base: base, budget: budget)
            if found.take(sweep, limit: effort - found.steps, isCancelled, problem) == .exhausted {
                let last = CoverSweep(problem, base: base, budget: min(budget, found.excess - scale), width: CoverSolver.lastWidth)
                found.take(last, limit: effort / CoverSolver.lastPart, isCancelled, problem)
                break
            }
            proven = budget
            // Where clients or switches are counted a budget that is too large costs much; else one that is too small does.
            budget += (sweep.core.countsAny ? budget / 5 * 3 : budget / 5 * 6) + 1
        }
        return found.solution(problem, base: base, proven: proven)
    }

    /// The cheapest choice so far.
    private struct Found {
        var items: [Int]
        var excess: Int64
        var steps = 0
        let base: CoverBase

        init(items: [Int], problem: CoverProblem, base: CoverBase) {
            self.items = items
            self.base = base
            excess = base.excess(ofGHs: problem.hashrate(of: items))
        }

        /// Runs a sweep and takes what it found if it is better.
        @discardableResult mutating func take(
            _ sweep: CoverSweep, limit: Int, _ isCancelled: () -> Bool, _ problem: CoverProblem
        ) -> CoverSweep.End {
            let end = sweep.run(limit: limit, isCancelled)
            steps += sweep.steps
            guard let changes = sweep.bestItems, sweep.bestExcess < excess else { return end }
            var isChosen = base.isChosen
            for item in changes { isChosen[item].toggle() }
            items = isChosen.indices.filter { isChosen[$0] }
            excess = sweep.bestExcess
            return end
        }

        func solution(_ problem: CoverProblem, base: CoverBase, proven: Int64) -> CoverSolution {
            let hashrate = problem.hashrate(of: items)
            let bound = proven >= excess - base.prices.scale ? hashrate : min(hashrate, base.lowerBoundGHs(excess: proven + 1))
            return CoverSolution(
                items: items.sorted(), powerWatts: problem.power(of: items), hashrateGHs: hashrate, lowerBoundGHs: bound, steps: steps)
        }
    }

    /// Gives back what is not needed for the target, the largest hashrates first.
    private static func trimmed(_ items: [Int], _ problem: CoverProblem) -> [Int] {
        var surplus = problem.power(of: items) - problem.targetWatts
        return items.sorted { (-problem.hashrateGHs[$0], $0) < (-problem.hashrateGHs[$1], $1) }.filter { item in
            guard problem.powerWatts[item] <= surplus else { return true }
            surplus -= problem.powerWatts[item]
            return false
        }
    }

    private static func quantile(_ costs: [Int64], _ rank: Int) -> Int64 {
        var least: [Int64] = []
        for cost in costs where least.count <= rank || cost < least[rank] {
            let place = least.firstIndex { $0 > cost } ?? least.count
            least.insert(cost, at: place)
            if least.count > rank + 1 { least.removeLast() }
        }
        return least.last ?? 0
    }
}
