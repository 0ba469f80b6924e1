/// Keeps account while a plan is made: of every miner, whether it is switched off, and else why not. Pure.
struct CurtailmentLedger {
    private enum Fate {
        case open
        case switched
        case skipped(SkipReason)
    }

    private static let mostExamples = 5

    private let miners: [CurtailableMiner]
    private var fates: [Fate]
    private var parts: [CurtailmentPlan.ClientPart] = []
    private var clients: [Int] = []
    private var estimatedWatts: Int64 = 0
    private var lostHashrateGHs: Int64 = 0
    private var shedWatts: Int64 = 0
    /// What each client is to shed; nil unless shares are fair.
    var shares: [Int64]?
    /// What all miners drew when last observed.
    let powerWatts: Int64

    init(_ miners: [CurtailableMiner]) {
        self.miners = miners
        fates = Array(repeating: .open, count: miners.count)
        powerWatts = miners.reduce(0) { $0 + CurtailmentLedger.observedWatts($1) }
        var places: [String: Int] = [:]
        for miner in miners {
            let place = places[miner.client] ?? parts.count
            if place == parts.count {
                places[miner.client] = place
                parts.append(CurtailmentPlan.ClientPart(client: miner.client))
            }
            parts[place].miners += 1
            clients.append(place)
        }
    }

    /// How many miners of each client are in scope.
    var minersOfClient: [Int] { parts.map(\.miners) }

    /// Whose a miner is, as a place among the clients.
    func client(of place: Int) -> Int { clients[place] }

    /// Notes why a miner may not be switched off.
    mutating func skip(_ place: Int, _ reason: SkipReason) { fates[place] = .skipped(reason) }

    /// Notes that a miner may be switched off.
    mutating func allow(_ place: Int, powerWatts: Int64) {
        parts[clients[place]].eligible += 1
        parts[clients[place]].eligiblePowerWatts += powerWatts
    }

    /// Notes that a miner is switched off.
    mutating func switchOff(_ place: Int, powerWatts: Int64, hashrateGHs: Int64) {
        fates[place] = .switched
        parts[clients[place]].switched += 1
        parts[clients[place]].shedWatts += powerWatts
        parts[clients[place]].lostHashrateGHs += hashrateGHs
        shedWatts += powerWatts
        lostHashrateGHs += hashrateGHs
        if miners[place].powerIsEstimated { estimatedWatts += powerWatts }
    }

    /// Says of the eligible miners that stay on why they do.
    mutating func explainRest(_ eligible: [Int], limits: [Int?], maximumSwitched: Int?, target: Int64) {
        let switched = parts.reduce(0) { $0 + $1.switched }
        for place in eligible {
            guard case .open = fates[place] else { continue }
            let part = parts[clients[place]]
            let reason: SkipReason =
                if shedWatts >= target {
                    .notNeeded
                } else if let limit = limits[clients[place]], part.switched >= limit {
                    .clientLimit
                } else if let maximumSwitched, switched >= maximumSwitched {
                    .switchLimit
                } else {
                    shares == nil ? .switchLimit : .fairShare
                }
            fates[place] = .skipped(reason)
        }
    }

    /// The plan, of what was noted.
    func plan(target: Int64, most: Int64, leastLossGHs: Int64, schedule: SwitchSchedule) -> CurtailmentPlan {
        var parts = parts
        if let shares { for client in parts.indices { parts[client].shareWatts = shares[client] } }
        var skipped: [SkipReason: CurtailmentPlan.Skipped] = [:]
        var switched: [Int] = []
        for (place, fate) in fates.enumerated() {
            switch fate {
            case .switched: switched.append(place)
            case .skipped(let reason):
                var entry = skipped[reason] ?? CurtailmentPlan.Skipped(reason: reason)
                entry.miners += 1
                entry.powerWatts += CurtailmentLedger.observedWatts(miners[place])
                if entry.examples.count < CurtailmentLedger.mostExamples { entry.examples.append(place) }
                skipped[reason] = entry
            case .open: break
            }
        }
        return CurtailmentPlan(
            outcome: target == 0 ? .alreadyMet : shedWatts >= target ? .reached : .insufficientLoad, targetWatts: target,
            powerWatts: powerWatts, mostWatts: most, switched: switched, schedule: schedule, shedWatts: shedWatts,
            estimatedWatts: estimatedWatts, lostHashrateGHs: lostHashrateGHs, leastLossGHs: leastLossGHs, clients: parts,
            skipped: SkipReason.allCases.compactMap { skipped[$0] })
    }

    /// What counts of a miner's power in the sum of all: nothing where it is off, unknown or cannot be true.
    private static func observedWatts(_ miner: CurtailableMiner) -> Int64 {
        guard miner.status != "offline", let state = miner.state, state != ObservedState.unreachable.rawValue,
            let power = miner.powerWatts, power.isFinite, power > 0, power <= Double(CoverProblem.mostPowerWatts)
        else { return 0 }
        return Int64(power)
    }
}
