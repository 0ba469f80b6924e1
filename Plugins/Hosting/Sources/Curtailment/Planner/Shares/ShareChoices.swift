/// What one client can do to shed its share: with as many switches as it likes, with one fewer, and so on.
struct ShareChoices {
    /// A way and what it means for the limit of all.
    struct Option {
        /// Switches fewer than with the cheapest choice.
        let saved: Int
        let loss: Int64
    }

    private let part: CoverProblem
    private let shareWatts: Int64
    /// By falling number of switches.
    private var solved: [CoverSolution]
    /// The most switches that each of these was allowed.
    private var limits: [Int] = []
    /// With the fewest switches of all, by the largest powers; it may lose more than need be.
    private let fewest: CoverSolution
    /// How many states were looked at.
    private(set) var steps: Int
    /// Spent on choices with fewer switches than the cheapest has.
    private var effortOfDepth = 0
    /// So many switches saved make a step one longer.
    private static let savedPerStep = 8
    /// What pricing a problem costs for each of its miners, in steps.
    private static let effortPerItem = 50

    init(_ part: CoverProblem, shareWatts: Int64, limit: Int, solver: CoverSolver) throws(PlannerError) {
        self.part = part
        self.shareWatts = shareWatts
        var items: [Int] = []
        var shed: Int64 = 0
        for item in part.mostSheddable where shed < shareWatts {
            items.append(item)
            shed += part.powerWatts[item]
        }
        fewest = CoverSolution(items: items.sorted(), powerWatts: shed, hashrateGHs: part.hashrate(of: items), lowerBoundGHs: 0)
        solved = []
        steps = 0
        guard try add(limit: limit, solver) else {
            throw PlannerError(code: .malformed, message: "A client's share of \(shareWatts) W is more than \(limit) of its miners shed.")
        }
    }

    /// Switches of the cheapest choice.
    var mostSwitched: Int { solved[0].items.count }

    /// Whether fewer switches than those of the last solved choice are possible.
    private var hasMore: Bool { (solved.last?.items.count ?? 0) > fewest.items.count }

    /// Solves with ever fewer switches until so many more are saved: one fewer each time at first, then in longer steps, as far as the
    /// effort goes.
    mutating func deepen(_ times: Int, _ solver: CoverSolver) throws(PlannerError) {
        let goal = savedLast + times
        while hasMore, savedLast < goal, effortOfDepth < solver.effort, !solver.isCancelled() {
            let step = max(1, savedLast / ShareChoices.savedPerStep)
            let before = steps
            let limit = max(fewest.items.count, solved[solved.count - 1].items.count - step)
            guard try add(limit: limit, solver) else { return }
            effortOfDepth += steps - before + ShareChoices.effortPerItem * part.powerWatts.count
        }
    }

    private var savedLast: Int { mostSwitched - solved[solved.count - 1].items.count }

    private mutating func add(limit: Int, _ solver: CoverSolver) throws(PlannerError) -> Bool {
        let problem = try CoverProblem(
            powerWatts: part.powerWatts, hashrateGHs: part.hashrateGHs, targetWatts: shareWatts, maximumSwitched: limit)
        guard let solution = solver.solve(problem) else { return false }
        solved.append(solution)
        limits.append(limit)
        steps += solution.steps
        return true
    }

    /// What can be chosen, the fewest switches last.
    var options: [Option] {
        var options = solved.map { Option(saved: mostSwitched - $0.items.count, loss: $0.hashrateGHs) }
        if hasMore { options.append(Option(saved: mostSwitched - fewest.items.count, loss: fewest.hashrateGHs)) }
        return options
    }

    /// The least that each could lose, the one that was not solved for last. Between two that were solved for, no less than with the more
    /// switches of the two.
    var bounds: [Option] {
        var bounds: [Option] = []
        for (index, solution) in solved.enumerated() {
            bounds.append(Option(saved: mostSwitched - solution.items.count, loss: solution.lowerBoundGHs))
            guard index + 1 < solved.count, limits[index + 1] < solution.items.count - 1 else { continue }
            bounds.append(Option(saved: mostSwitched - limits[index + 1] - 1, loss: solution.lowerBoundGHs))
        }
        if hasMore { bounds.append(Option(saved: mostSwitched - fewest.items.count, loss: solved[solved.count - 1].lowerBoundGHs)) }
        return bounds
    }

    /// Whether a bound is the one that was not solved for.
    func isOpen(_ bound: Int) -> Bool { hasMore && bound == bounds.count - 1 }

    /// The choice behind an option.
    func solution(_ option: Int) -> CoverSolution { option < solved.count ? solved[option] : fewest }

    /// One option of each client that together save at least `spare` switches at the least loss: a knapsack over clients, exact.
    static func combine(_ clients: [[Option]], spare: Int) -> (loss: Int64, picks: [Int]) {
        var best = [Int64(0)] + Array(repeating: Int64.max, count: spare)
        var picks: [[Int32]] = []
        for options in clients {
            var next = Array(repeating: Int64.max, count: spare + 1)
            var pick = Array(repeating: Int32(0), count: spare + 1)
            for (index, option) in options.enumerated() {
                for total in 0...spare {
                    let before = best[max(0, total - option.saved)]
                    guard before != .max, before + option.loss < next[total] else { continue }
                    next[total] = before + option.loss
                    pick[total] = Int32(index)
                }
            }
            best = next
            picks.append(pick)
        }
        var total = spare
        var chosen: [Int] = []
        for (client, options) in clients.enumerated().reversed() {
            let index = Int(picks[client][total])
            chosen.append(index)
            total = max(0, total - options[index].saved)
        }
        return (best[spare], chosen.reversed())
    }
}
