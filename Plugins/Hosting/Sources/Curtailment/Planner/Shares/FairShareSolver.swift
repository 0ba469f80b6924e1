/// Chooses for each client by itself, so that each sheds its share with the least loss; and so few of each that the limit for all holds.
struct FairShareSolver: Sendable {
    var solver = CoverSolver()

    /// Of each client: the effort is shared out among them, half of it for the cheapest choice and half for those with fewer switches.
    private static let leastEffort = 200_000
    /// Switches to save beyond a client's even part, and how often more are tried.
    private static let moreDepth = 3
    private static let mostRounds = 6

    /// A choice over all clients.
    struct Result: Sendable {
        let solution: CoverSolution
        /// What each client was to shed.
        let shares: [Int64]
        /// The sum of the shares: below the target where that cannot be reached.
        let targetWatts: Int64
    }

    /// The least loss at which every client sheds its share. What clients cannot shed within the limits is left out of the shares.
    /// - Parameter standing: What the clients shed already, where the problem is to make up for what is missing.
    func solve(_ problem: CoverProblem, standing: FairStanding? = nil) throws(PlannerError) -> Result {
        var own = self
        own.solver.effort = max(FairShareSolver.leastEffort, solver.effort / 2 / max(1, problem.clientLimits.count))
        return try own.solveParts(problem, standing)
    }

    private func solveParts(_ problem: CoverProblem, _ standing: FairStanding?) throws(PlannerError) -> Result {
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
        let shares = shares(problem, parts, reaches, standing)
        var choices: [ShareChoices] = []
        for (client, part) in parts.enumerated() {
            choices.append(try ShareChoices(part, shareWatts: shares[client], limit: problem.clientLimits[client], solver: solver))
        }
        let found = try cheapest(&choices, limit: problem.maximumSwitched)
        let items = found.solutions.enumerated().flatMap { client, solution in
            solution.items.map { problem.itemsByClient[client][$0] }
        }.sorted()
        let solution = CoverSolution(
            items: items, powerWatts: problem.power(of: items), hashrateGHs: problem.hashrate(of: items), lowerBoundGHs: found.bound,
            steps: choices.reduce(0) { $0 + $1.steps })
        return Result(solution: solution, shares: shares, targetWatts: shares.reduce(0, +))
    }

    /// The shares, of as much of the target as the limit for all allows.
    private func shares(
        _ problem: CoverProblem, _ parts: [CoverProblem], _ reaches: [[Int64]], _ standing: FairStanding?
    ) -> [Int64] {
        let powers = parts.map { $0.powerWatts.reduce(0, +) }
        let most = reaches.map { $0.last ?? 0 }
        func divided(_ target: Int64) -> [Int64] {
            standing?.shares(of: target, sheddableWatts: most)
                ?? FairShares.of(targetWatts: target, powerWatts: powers, sheddableWatts: most)
        }
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

    /// One choice of each client, together within the limit, at the least loss. Choices with fewer switches are made as they are wanted.
    private func cheapest(_ choices: inout [ShareChoices], limit: Int) throws(PlannerError) -> (solutions: [CoverSolution], bound: Int64) {
        let spare = max(0, choices.reduce(0) { $0 + $1.mostSwitched } - limit)
        if spare > 0 {
            let depth = spare / max(1, choices.count) + FairShareSolver.moreDepth
            for client in choices.indices { try choices[client].deepen(depth, solver) }
        }
        var round = 0
        while true {
            let best = ShareChoices.combine(choices.map(\.options), spare: spare)
            let bound = ShareChoices.combine(choices.map(\.bounds), spare: spare)
            // Where the bound counts on switches that nobody has tried to save, they are tried.
            let open = choices.indices.filter { choices[$0].isOpen(bound.picks[$0]) }
            if bound.loss >= best.loss || open.isEmpty || round == FairShareSolver.mostRounds || solver.isCancelled() {
                let solutions = choices.indices.map { choices[$0].solution(best.picks[$0]) }
                return (solutions, min(bound.loss, best.loss))
            }
            for client in open { try choices[client].deepen(FairShareSolver.moreDepth << round, solver) }
            round += 1
        }
    }
}
