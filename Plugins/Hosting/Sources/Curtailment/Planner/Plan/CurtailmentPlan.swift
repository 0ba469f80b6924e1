/// Which miners to switch off and when, what that brings and costs, and why the others stay on.
struct CurtailmentPlan: Sendable {
    /// Whether the goal is met.
    enum Outcome: String, Sendable {
        /// At least the target is shed.
        case reached
        /// Less than the target can be shed; the plan sheds the most.
        case insufficientLoad = "insufficient_load"
        /// There is nothing to shed: the target is zero or met already.
        case alreadyMet = "already_met"
        /// The power of some miners is not known, so nobody can say whether what is drawn is as low as was asked for.
        case powerUnknown = "power_unknown"
    }

    /// One client's part.
    struct ClientPart: Sendable, Equatable {
        let client: String
        /// In scope, that could be switched off, and that are.
        var miners = 0
        var eligible = 0
        var switched = 0
        /// Of those that could be switched off.
        var eligiblePowerWatts: Int64 = 0
        /// What it was to shed; nil unless shares are fair.
        var shareWatts: Int64?
        var shedWatts: Int64 = 0
        var lostHashrateGHs: Int64 = 0
    }

    /// Miners that stay on for one reason.
    struct Skipped: Sendable, Equatable {
        let reason: SkipReason
        var miners = 0
        /// As last observed; nothing where that is unknown.
        var powerWatts: Int64 = 0
        /// Positions of the first few in the list of miners.
        var examples: [Int] = []
    }

    let outcome: Outcome
    /// What was asked for, as a reduction.
    let targetWatts: Int64
    /// What the miners in scope draw whose power is known now.
    let powerWatts: Int64
    /// Miners whose power is not known now, and what they drew when it last was.
    let unknownMiners: Int
    let unknownWatts: Int64
    /// The most that the eligible miners can shed within the limits.
    let mostWatts: Int64
    /// Indices of the miners that are switched off, by position in the list that the plan was made of.
    let switched: [Int]
    /// By position as well.
    let schedule: SwitchSchedule
    let shedWatts: Int64
    /// Of what is shed, the part that is only estimated.
    let estimatedWatts: Int64
    let lostHashrateGHs: Int64
    /// No plan within the same limits loses less.
    let leastLossGHs: Int64
    let clients: [ClientPart]
    let skipped: [Skipped]

    /// Whether no plan within the same limits loses less hashrate.
    var isProven: Bool { leastLossGHs >= lostHashrateGHs }
}
