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
    /// What the miners draw whose power is known now.
    private(set) var powerWatts: Int64 = 0
    /// Miners whose power is not known now, and what they drew when it last was.
    private(set) var unknownMiners = 0
    private(set) var unknownWatts: Int64 = 0

    /// - Parameter mostAgeSeconds: What an older reading says is not known now.
    init(_ miners: [CurtailableMiner], mostAgeSeconds: Int64) {
        self.miners = miners
        fates = Array(repeating: .open, count: miners.count)
        for miner in miners {
            let watts = CurtailmentLedger.lastWatts(miner)
            if CurtailmentLedger.isKnown(miner, mostAgeSeconds: mostAgeSeconds) {
                powerWatts += watts
            } else if miner.status != "offline", !miner.isHeldOff {
                // Many devices are silent while they sleep: what they drew before their order is not what they draw.
                unknownMiners += 1
                unknownWatts += watts
            }
        }
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

    /// What all of them draw, who is not heard of counted with what it drew last; nil where those are more than a share of all.
    func watts(mostUnknownPercent: Int) -> Double? {
        unknownMiners * 100 <= miners.count * mostUnknownPercent ? Double(powerWatts + unknownWatts) : nil
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
    func plan(goal: CurtailmentRequest.Goal, target: Int64, most: Int64, leastLossGHs: Int64, schedule: SwitchSchedule) -> CurtailmentPlan {
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
                entry.powerWatts += CurtailmentLedger.lastWatts(miners[place])
                if entry.examples.count < CurtailmentLedger.mostExamples { entry.examples.append(place) }
                skipped[reason] = entry
            case .open: break
            }
        }
        return CurtailmentPlan(
            outcome: outcome(goal, target: target), targetWatts: target, powerWatts: powerWatts, unknownMiners: unknownMiners,
            unknownWatts: unknownWatts, mostWatts: most, switched: switched, schedule: schedule, shedWatts: shedWatts,
            estimatedWatts: estimatedWatts, lostHashrateGHs: lostHashrateGHs, leastLossGHs: leastLossGHs, clients: parts,
            skipped: SkipReason.allCases.compactMap { skipped[$0] })
    }

    private func outcome(_ goal: CurtailmentRequest.Goal, target: Int64) -> CurtailmentPlan.Outcome {
        // A fleet that nobody hears of may draw all that it can.
        if case .reduceTo = goal, unknownMiners > 0, shedWatts >= target { return .powerUnknown }
        return target == 0 ? .alreadyMet : shedWatts >= target ? .reached : .insufficientLoad
    }

    private static func isKnown(_ miner: CurtailableMiner, mostAgeSeconds: Int64) -> Bool {
        guard miner.status != "offline", let state = miner.state, let age = miner.ageSeconds, age <= mostAgeSeconds,
            let power = miner.powerWatts, power.isFinite, power >= 0
        else { return false }
        return ![ObservedState.unreachable, .refusing, .malformed].map(\.rawValue).contains(state)
    }

    /// What a miner drew when it last said so; nothing where it is off, never said or said what cannot be true.
    private static func lastWatts(_ miner: CurtailableMiner) -> Int64 {
        guard miner.status != "offline", let power = miner.powerWatts, power.isFinite, power > 0,
            power <= Double(CoverProblem.mostPowerWatts)
        else { return 0 }
        return Int64(power)
    }
}
