import PluginKit

/// What a plan's miners shed at a moment. Pure.
struct PlanTotals: Sendable, Equatable {
    /// Measured, and in all.
    var measuredWatts = 0.0
    var deliveredWatts = 0.0
    /// With what miners will shed that are told now or later.
    var expectedWatts = 0.0
    var lostTHs = 0.0
    var off = 0

    init(_ miners: [PlanMiner], at now: Timestamp) {
        for miner in miners {
            switch miner.state {
            case .planned, .ordered: expectedWatts += miner.baselineWatts
            case .off, .resting, .waking:
                let shed = miner.shed(at: now)
                expectedWatts += shed.watts
                deliveredWatts += shed.watts
                if shed.isMeasured { measuredWatts += shed.watts }
                guard miner.isReduced else { continue }
                lostTHs += miner.state == .off ? miner.baselineTHs : max(0, miner.baselineTHs - (miner.sighting?.hashrateTHs ?? 0))
                off += 1
            case .disobeyed, .on, .stuck, .released: break
            }
        }
    }

    /// Of what is delivered, the part that no reading confirms.
    var estimatedWatts: Double { deliveredWatts - measuredWatts }
}
