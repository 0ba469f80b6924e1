/// Chooses who stands in for miners that did not obey: the least lost hashrate among those left, within the plan's limits, and where the
/// plan is to be fair, from those whose clients shed less than their shares. Pure.
enum Replacement {
    /// Positions in `fleet`; those that shed the most where that is still too little.
    ///
    /// - Parameter again: Of the plan's own miners those that may be told once more.
    static func choose(
        _ missingWatts: Double, from fleet: [FleetMiner], besides miners: [PlanMiner], again: Set<Int64> = [],
        _ request: CurtailmentRequest, solver: CoverSolver
    ) throws(PlannerError) -> [Int] {
        let miners = miners.filter { !again.contains($0.minerId) }
        let taken = Set(miners.map(\.minerId))
        var places: [Int] = []
        var clients: [String: Int] = [:]
        var minersOfClient: [Int] = []
        var heldByOthers: [Int] = []
        for (place, candidate) in fleet.enumerated() {
            let client = clients[candidate.miner.client] ?? minersOfClient.count
            if client == minersOfClient.count {
                clients[candidate.miner.client] = client
                minersOfClient.append(0)
            }
            minersOfClient[client] += 1
            guard !taken.contains(candidate.miner.id) else { continue }
            var miner = candidate.miner
            if again.contains(miner.id) { miner.isInPlan = false }
            if let reason = request.rules.reason(against: miner) {
                // What other plans hold off uses up the limits too.
                if reason == .activePlan { heldByOthers.append(client) }
            } else {
                places.append(place)
            }
        }
        guard !places.isEmpty, missingWatts > 0 else { return [] }
        // Whoever did not obey was not switched, so it uses up no switch; nor does who was let go.
        let switched = miners.filter { $0.state != .disobeyed && !$0.state.isSettled }
        var used = Array(repeating: 0, count: minersOfClient.count)
        for miner in switched { if let client = clients[miner.client] { used[client] += 1 } }
        for client in heldByOthers { used[client] += 1 }
        let limits: [Int?] = minersOfClient.indices.map { client in
            [request.maximumPerClient, request.maximumPercentPerClient.map { minersOfClient[client] * $0 / 100 }].compactMap(\.self).min()
                .map { max(0, $0 - used[client]) }
        }
        let problem = try CoverProblem(
            powerWatts: places.map { Int64(fleet[$0].miner.powerWatts ?? 0) },
            hashrateGHs: places.map { Int64(((fleet[$0].miner.hashrateTHs ?? 0) * 1_000).rounded()) },
            clients: places.map { clients[fleet[$0].miner.client] ?? 0 }, targetWatts: Int64(saturating: missingWatts.rounded(.up)),
            maximumSwitched: request.maximumSwitched.map { max(0, $0 - switched.count - heldByOthers.count) }, clientLimits: limits)
        let items: [Int]
        if request.isFair {
            items = try FairShareSolver(solver: solver).solve(problem, standing: standing(problem, miners, clients)).solution.items
        } else if let solution = solver.solve(problem) {
            items = solution.items
        } else {
            items = problem.mostSheddable
        }
        return items.map { places[$0] }
    }

    /// What each client draws and sheds. Miners that did not obey count for what they draw: they make nobody's share smaller.
    private static func standing(_ problem: CoverProblem, _ miners: [PlanMiner], _ clients: [String: Int]) -> FairStanding {
        var powers = problem.itemsByClient.map { $0.reduce(Int64(0)) { $0 + problem.powerWatts[$1] } }
        var shed = powers.map { _ in Int64(0) }
        for miner in miners where !miner.state.isSettled {
            guard let client = clients[miner.client] else { continue }
            powers[client] += Int64(miner.baselineWatts)
            if miner.state != .disobeyed { shed[client] += Int64(miner.baselineWatts) }
        }
        return FairStanding(powerWatts: powers, shedWatts: shed)
    }
}
