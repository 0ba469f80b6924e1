/// The strategy *Performance Priority*: reach the reduction with the least lost hashrate. Pure.
///
/// Powers are rounded down to whole watts and rates to whole GH/s, and with those the choice is exact.
struct PerformancePriority: Sendable {
    var solver = CoverSolver()

    /// A miner that may be switched off.
    private struct Candidate {
        let place: Int
        let powerWatts: Int64
        let hashrateGHs: Int64
        let client: Int
    }

    /// Plans for the miners in scope. Throws `PlannerError` for more of them than a plan may have.
    func plan(_ miners: [CurtailableMiner], _ request: CurtailmentRequest) throws(PlannerError) -> CurtailmentPlan {
        var ledger = CurtailmentLedger(miners, mostAgeSeconds: request.rules.mostAgeSeconds)
        var candidates: [Candidate] = []
        // What plans that run hold off uses up the limits of the next one, or each would begin anew.
        var heldOfClient = ledger.minersOfClient.map { _ in 0 }
        for (place, miner) in miners.enumerated() {
            if let reason = request.rules.reason(against: miner) {
                ledger.skip(place, reason)
                if reason == .activePlan { heldOfClient[ledger.client(of: place)] += 1 }
            } else {
                let candidate = Candidate(
                    place: place, powerWatts: Int64(miner.powerWatts ?? 0),
                    hashrateGHs: Int64(((miner.hashrateTHs ?? 0) * 1_000).rounded()),
                    client: ledger.client(of: place))
                candidates.append(candidate)
                ledger.allow(place, powerWatts: candidate.powerWatts)
            }
        }
        let target =
            switch request.goal {
            case .reduceBy(let watts): max(0, watts)
            // What nobody hears of is taken to draw what it last did.
            case .reduceTo(let watts): max(0, ledger.powerWatts + ledger.unknownWatts - max(0, watts))
            }
        let limits = zip(ledger.minersOfClient, heldOfClient).map { miners, held in
            [request.maximumPerClient, request.maximumPercentPerClient.map { miners * $0 / 100 }].compactMap(\.self).min()
                .map { max(0, $0 - held) }
        }
        let maximumSwitched = request.maximumSwitched.map { max(0, $0 - heldOfClient.reduce(0, +)) }
        let problem = try CoverProblem(
            powerWatts: candidates.map(\.powerWatts), hashrateGHs: candidates.map(\.hashrateGHs), clients: candidates.map(\.client),
            targetWatts: target, maximumSwitched: maximumSwitched, clientLimits: limits)
        let most = problem.power(of: problem.mostSheddable)
        let (solution, mostWatts) = try solve(problem, isFair: request.isFair, most: most, ledger: &ledger)
        for item in solution.items {
            ledger.switchOff(candidates[item].place, powerWatts: candidates[item].powerWatts, hashrateGHs: candidates[item].hashrateGHs)
        }
        ledger.explainRest(candidates.map(\.place), limits: limits, maximumSwitched: maximumSwitched, target: target)
        return ledger.plan(
            goal: request.goal, target: target, most: mostWatts, leastLossGHs: solution.lowerBoundGHs,
            schedule: schedule(solution.items.map { candidates[$0] }, request.times))
    }

    /// The best choice and the most that can be shed; where the target is out of reach, the best of the choices that shed the most.
    private func solve(
        _ problem: CoverProblem, isFair: Bool, most: Int64, ledger: inout CurtailmentLedger
    ) throws(PlannerError) -> (solution: CoverSolution, mostWatts: Int64) {
        if isFair {
            let result = try FairShareSolver(solver: solver).solve(problem)
            ledger.shares = result.shares
            return (result.solution, result.targetWatts < problem.targetWatts ? result.targetWatts : most)
        }
        if let solution = solver.solve(problem) { return (solution, most) }
        let nothing = CoverSolution(items: [], powerWatts: 0, hashrateGHs: 0, lowerBoundGHs: 0)
        return (solver.solve(try problem.with(targetWatts: most)) ?? nothing, most)
    }

    /// The schedule with positions in the list of all miners.
    private func schedule(_ chosen: [Candidate], _ times: SwitchTimes) -> SwitchSchedule {
        SwitchSchedule(powerWatts: chosen.map(\.powerWatts), hashrateGHs: chosen.map(\.hashrateGHs), times: times)
            .renumbered { chosen[$0].place }
    }
}
