/// Which miners to stop so that a power is shed with the least hashrate lost, and why the others stay on: Performance Priority. Pure.
struct ShutdownAdvice: Sendable {
    /// Miners that stay on for one reason.
    struct Skipped: Equatable, Sendable {
        let reason: ShutdownRules.Reason
        var miners = 0
        /// As last observed.
        var powerWatts = 0.0
    }

    /// Positions of the miners to stop, the least efficient first.
    let stopped: [Int]
    /// In the order of the reasons.
    let skipped: [Skipped]
    /// Miners that could be stopped, and what all of them draw.
    let eligible: Int
    let mostWatts: Double
    let shedWatts: Double
    /// Of what is shed, the part that is only estimated.
    let estimatedWatts: Double
    let lostHashrateTHs: Double
    /// No choice loses less.
    let leastLoss: Double
    let isOptimal: Bool
    /// Whether the target is reached; if not, everything that may be stopped is.
    let isReached: Bool

    /// What is kept is a knapsack: the most hashrate within the power that is left. Powers and rates count in whole watts and gigahashes.
    init(_ miners: [ShutdownCandidate], targetWatts: Double, rules: ShutdownRules = ShutdownRules()) {
        var reasons: [ShutdownRules.Reason: Skipped] = [:]
        var candidates: [Int] = []
        func skip(_ place: Int, _ reason: ShutdownRules.Reason) {
            reasons[reason, default: Skipped(reason: reason)].miners += 1
            reasons[reason, default: Skipped(reason: reason)].powerWatts += miners[place].lastWatts
        }
        for (place, miner) in miners.enumerated() {
            if let reason = rules.reason(against: miner) { skip(place, reason) } else { candidates.append(place) }
        }
        let watts = candidates.map { miners[$0].wholeWatts }
        let rates = candidates.map { miners[$0].wholeGHs }
        let total = watts.reduce(0, +)
        let kept = Knapsack(values: rates, weights: watts).solve(capacity: max(0, total - targetWatts.rounded(.up)))
        var chosen: [Int] = []
        var spare = total - zip(kept.isTaken, watts).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } - targetWatts
        for index in candidates.indices {
            // What hashes next to nothing is worth nothing to a knapsack, and is left on all the same where it is not needed.
            let isSpare = rates[index] == 0 && watts[index] <= spare
            if kept.isTaken[index] || isSpare {
                if isSpare { spare -= watts[index] }
                skip(candidates[index], .notNeeded)
            } else {
                chosen.append(index)
            }
        }
        eligible = candidates.count
        mostWatts = total
        isReached = total >= targetWatts
        stopped = chosen.sorted { watts[$0] * rates[$1] > watts[$1] * rates[$0] }.map { candidates[$0] }
        shedWatts = chosen.reduce(0) { $0 + watts[$1] }
        estimatedWatts = chosen.reduce(0) { $0 + (miners[candidates[$1]].powerIsEstimated ? watts[$1] : 0) }
        lostHashrateTHs = chosen.reduce(0) { $0 + rates[$1] } / 1_000
        leastLoss = (rates.reduce(0, +) - kept.bound) / 1_000
        isOptimal = kept.isOptimal
        skipped = ShutdownRules.Reason.allCases.compactMap { reasons[$0] }
    }
}
