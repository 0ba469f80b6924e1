/// The miners that a plan would switch off, the one that gives most power for its hashing first, each with the reason for it. Pure.
struct ShutdownRanking: Sendable, Equatable {
    enum Reason: String, Sendable, CaseIterable {
        /// It needs more power for its hashing than every miner that stays on.
        case leastEfficient = "least_efficient"
        /// Others that stay on need more, but its power fits what was missing with less hashrate lost.
        case fitsTheRest = "fits_the_rest"
        /// Others that stay on need more, but they are beyond a limit, or of clients that have shed their share.
        case withinLimits = "within_limits"

        /// For a person.
        var explanation: String {
            switch self {
            case .leastEfficient: "It needs more power for its hashing than any miner that stays on."
            case .fitsTheRest: "Its power fits what was missing with less hashrate lost than that of less efficient miners."
            case .withinLimits: "Less efficient miners stay on because of the limits, or because their clients have shed their share."
            }
        }
    }

    struct Entry: Sendable, Equatable {
        /// By position in the list of miners.
        let miner: Int
        /// The score: watts for each TH/s, which is joules for each terahash. The higher, the less is lost by switching it off.
        let joulesPerTerahash: Double
        let reason: Reason
    }

    let entries: [Entry]

    init(_ plan: CurtailmentPlan, _ miners: [CurtailableMiner], _ request: CurtailmentRequest) {
        let switched = Set(plan.switched)
        let staying = miners.indices.filter { !switched.contains($0) && request.rules.reason(against: miners[$0]) == nil }
        let worstStaying = staying.map { ShutdownRanking.score(miners[$0]) }.max() ?? 0
        let isLimited =
            request.isFair || request.maximumSwitched != nil || request.maximumPerClient != nil || request.maximumPercentPerClient != nil
        entries = plan.switched.map { index in
            let score = ShutdownRanking.score(miners[index])
            return Entry(
                miner: index, joulesPerTerahash: score,
                reason: score >= worstStaying ? .leastEfficient : isLimited ? .withinLimits : .fitsTheRest)
        }.sorted { ($1.joulesPerTerahash, miners[$0.miner].id) < ($0.joulesPerTerahash, miners[$1.miner].id) }
    }

    private static func score(_ miner: CurtailableMiner) -> Double {
        guard let watts = miner.powerWatts, let rate = miner.hashrateTHs, rate > 0 else { return 0 }
        return watts / rate
    }
}
