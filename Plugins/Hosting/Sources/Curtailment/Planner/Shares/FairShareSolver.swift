/// Chooses for each client by itself, so that each sheds its share with the least loss; and so few of each that the limit for all holds.
struct FairShareSolver: Sendable {
    var solver = CoverSolver()

    /// A choice over all clients.
    struct Result: Sendable {
        let solution: CoverSolution
        /// What each client was to shed.
        let shares: [Int64]
        /// The sum of the shares: below the target where that cannot be reached.
        let targetWatts: Int64
    }

    /// The least loss at which every client sheds its share. What clients cannot shed within the limits is left out of the shares.
    func solve(_ problem: CoverProblem) throws(PlannerError) -> Result {
        var parts: [CoverProblem] = []
        for (client, items) in problem.itemsByClient.enumerated() {
            parts.append(
                try CoverProblem(
                    powerWatts: items.map { problem.powerWatts[$0] }, hashrateGHs: items.map { problem.hashrateGHs[$0] }, targetWatts: 0,
                    maximumSwitched: problem.clientLimits[client]))
        }
        // Of each client, what so many switches shed at most.
        let reaches = parts.map { part in
            part.mostSheddable.reduce(into: [Int64(0)]) { sums, item in sums.append((sums.last ?? 0) + part.powerWatts[item]) }
        }
        let shares = shares(problem, parts, reaches)
        var choices: [[CoverSolution]] = []
        for (client, part) in parts.enumerated() { choices.append([try best(part, share: shares[client], limit: part.maximumSwitched)]) }
        try reduce(&choices, parts, shares, to: problem.maximumSwitched)
        let chosen = FairShareSolver.combine(choices, limit: problem.maximumSwitched)
        let items = chosen.choice.enumerated().flatMap { client, solution in solution.items.map { problem.itemsByClient[client][$0] } }
            .sorted()
        let solution = CoverSolution(
            items: items, powerWatts: problem.power(of: items), hashrateGHs: problem.hashrate(of: items), lowerBoundGHs: chosen.bound,
            steps: choices.joined().reduce(0) { $0 + $1.steps })
        return Result(solution: solution, shares: shares, targetWatts: shares.reduce(0, +))
    }

    /// The shares, of as much of the target as the limit for all allows.
    private func shares(_ problem: CoverProblem, _ parts: [CoverProblem], _ reaches: [[Int64]]) -> [Int64] {
        let powers = parts.map { $0.powerWatts.reduce(0, +) }
        let most = reaches.map { $0.last ?? 0 }
        func divided(_ target: Int64) -> [Int64] { FairShares.of(targetWatts: target, powerWatts: powers, sheddableWatts: most) }
        func fits(_ shares: [Int64]) -> Bool {
            let fewest = zip(reaches, shares).map { reach, share in reach.firstIndex { $0 >= share } ?? 0 }
            return fewest.reduce(0, +) <= problem.maximumSwitched
        }
        let whole = divided(min(problem.targetWatts, most.reduce(0, +)))
        if fits(whole) { return whole }
        var (low, high) = (Int64(0), problem.targetWatts)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if fits(divided(middle)) { low = middle } else { high = middle }
        }
        return divided(low)
    }

    private func best(_ part: CoverProblem, share: Int64, limit: Int) throws(PlannerError) -> CoverSolution {
        let problem = try CoverProblem(
            powerWatts: part.powerWatts, hashrateGHs: part.hashrateGHs, targetWatts: share, maximumSwitched: limit)
        guard let solution = solver.solve(problem) else {
            throw PlannerError(code: .malformed, message: "A client's share of \(share) W is more than \(limit) of its miners shed.")
        }
        return solution
    }

    /// Adds each client's choices with ever fewer switches, as far as the limit for all may need them.
    private func reduce(_ choices: inout [[CoverSolution]], _ parts: [CoverProblem], _ shares: [Int64], to limit: Int) throws(PlannerError)
    {
        let excess = choices.reduce(0) { $0 + $1[0].items.count } - limit
        guard excess > 0 else { return }
        for (client, part) in parts.enumerated() {
            for _ in 0..<excess {
                let fewer = choices[client][choices[client].count - 1].items.count - 1
                guard fewer >= 0 else { break }
                let problem = try CoverProblem(
                    powerWatts: part.powerWatts, hashrateGHs: part.hashrateGHs, targetWatts: shares[client], maximumSwitched: fewer)
                guard let solution = solver.solve(problem) else { break }
                choices[client].append(solution)
            }
        }
    }

    /// One choice of each client, together within the limit, at the least loss: a knapsack over clients, exact.
    private static func combine(_ choices: [[CoverSolution]], limit: Int) -> (choice: [CoverSolution], bound: Int64) {
        let most = choices.reduce(0) { $0 + $1[0].items.count }
        let spare = max(0, most - limit)
        // Element s: the least loss, and the least bound, of the clients so far where at least s switches were saved.
        var best = [Int64(0)] + Array(repeating: Int64.max, count: spare)
        var bound = best
        var picks: [[Int]] = []
        for options in choices {
            var (nextBest, nextBound) = (Array(repeating: Int64.max, count: spare + 1), Array(repeating: Int64.max, count: spare + 1))
            var pick = Array(repeating: 0, count: spare + 1)
            for (index, option) in options.enumerated() {
                let saved = options[0].items.count - option.items.count
                for total in 0...spare {
                    let before = max(0, total - saved)
                    if best[before] != .max, best[before] + option.hashrateGHs < nextBest[total] {
                        nextBest[total] = best[before] + option.hashrateGHs
                        pick[total] = index
                    }
                    if bound[before] != .max { nextBound[total] = min(nextBound[total], bound[before] + option.lowerBoundGHs) }
                }
            }
            (best, bound) = (nextBest, nextBound)
            picks.append(pick)
        }
        var total = spare
        var chosen: [CoverSolution] = []
        for (client, options) in choices.enumerated().reversed() {
            let option = options[picks[client][total]]
            chosen.append(option)
            total = max(0, total - (options[0].items.count - option.items.count))
        }
        return (chosen.reversed(), min(bound[spare], best[spare]))
    }
}
