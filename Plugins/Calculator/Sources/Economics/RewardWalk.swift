/// Walks along the blocks to come, one every 600 s: what 1 TH/s earns on its way through halvings and retargets at their true heights.
struct RewardWalk: Sendable {
    /// What 1 TH/s earned, in BTC.
    struct Reward: Sendable {
        var subsidyBTC = DoubleDouble.zero
        var feesBTC = DoubleDouble.zero
    }

    /// Of the next block; nil without a height, and then the subsidy stays.
    private(set) var height: Int?
    private(set) var difficulty: DoubleDouble
    private(set) var subsidyBTC: DoubleDouble
    private let feesBTCPerBlock: DoubleDouble
    /// What the difficulty is multiplied with at each retarget.
    private let retargetFactor: DoubleDouble?

    init(_ network: Network, retargetFactor: DoubleDouble?) {
        height = network.nextHeight
        difficulty = network.difficulty
        subsidyBTC = network.subsidyBTC
        feesBTCPerBlock = network.feesBTCPerBlock
        self.retargetFactor = network.nextHeight == nil ? nil : retargetFactor
    }

    /// Goes on by some blocks.
    mutating func advance(blocks: Int) -> Reward {
        var reward = Reward()
        var left = blocks
        while left > 0 {
            let stretch = min(left, blocksToNextChange ?? left)
            let found = Network.blocksPerTHs(whileNetworkFindsOneAt: difficulty) * DoubleDouble(stretch)
            reward.subsidyBTC += found * subsidyBTC
            reward.feesBTC += found * feesBTCPerBlock
            left -= stretch
            pass(stretch)
        }
        return reward
    }

    /// Multiplies the difficulty, as at the turn of a month.
    mutating func grow(by factor: DoubleDouble) { difficulty *= factor }

    private var blocksToNextChange: Int? {
        guard let height else { return nil }
        let halving = SubsidySchedule.nextHalving(after: height)
        return (retargetFactor == nil ? halving : min(halving, SubsidySchedule.nextRetarget(after: height))) - height
    }

    private mutating func pass(_ blocks: Int) {
        guard let before = height else { return }
        let now = before + blocks
        height = now
        if now % SubsidySchedule.blocksPerHalving == 0 { subsidyBTC = SubsidySchedule.subsidyBTC(at: now) }
        if let retargetFactor, now % SubsidySchedule.blocksPerRetarget == 0 { difficulty *= retargetFactor }
    }
}
