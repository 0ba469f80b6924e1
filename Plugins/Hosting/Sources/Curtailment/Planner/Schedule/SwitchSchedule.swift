/// When which miners are switched: batches spread evenly over the ramps. Pure.
///
/// Those that hash the least for their power go first and come back last, so that every moment of the ramps costs as little as it may.
struct SwitchSchedule: Sendable, Equatable {
    /// Miners that are switched at one time.
    struct Batch: Sendable, Equatable {
        /// Positions in the list of miners that the schedule was made for.
        let miners: [Int]
        /// From the begin of the plan.
        let atSeconds: Int64
    }

    let off: [Batch]
    let on: [Batch]

    /// When the last miner is off, from the begin of the plan.
    var reachedSeconds: Int64 { off.last?.atSeconds ?? 0 }
    /// When the last miner is told to come back.
    var recoveredSeconds: Int64 { on.last?.atSeconds ?? 0 }

    /// - Parameters:
    ///   - powerWatts: Of each miner, above zero.
    ///   - hashrateGHs: Of each miner.
    init(powerWatts: [Int64], hashrateGHs: [Int64], times: SwitchTimes) {
        let order = powerWatts.indices.sorted { first, second in
            let (one, other) = (
                hashrateGHs[first].multipliedFullWidth(by: powerWatts[second]),
                hashrateGHs[second].multipliedFullWidth(by: powerWatts[first])
            )
            return (one.high, one.low, first) < (other.high, other.low, second)
        }
        let down = SwitchSchedule.batches(order, times.batchSize)
        off = down.indices.map {
            Batch(miners: down[$0], atSeconds: SwitchSchedule.offset($0, of: down.count, over: times.rampDownSeconds))
        }
        var offAt: [Int: Int64] = [:]
        for batch in off { for miner in batch.miners { offAt[miner] = batch.atSeconds } }
        let up = SwitchSchedule.batches(order.reversed(), times.batchSize)
        let begin = (off.last?.atSeconds ?? 0) + times.holdSeconds
        var earliest: Int64 = 0
        on = up.indices.map { index in
            let rested = up[index].map { (offAt[$0] ?? 0) + times.leastOffSeconds }.max() ?? 0
            earliest = max(earliest, rested, begin + SwitchSchedule.offset(index, of: up.count, over: times.rampUpSeconds))
            return Batch(miners: up[index], atSeconds: earliest)
        }
    }

    /// The same with other numbers for the miners.
    func renumbered(_ number: (Int) -> Int) -> SwitchSchedule {
        func renumber(_ batches: [Batch]) -> [Batch] {
            batches.map { Batch(miners: $0.miners.map(number), atSeconds: $0.atSeconds) }
        }
        return SwitchSchedule(off: renumber(off), on: renumber(on))
    }

    private init(off: [Batch], on: [Batch]) {
        self.off = off
        self.on = on
    }

    private static func batches(_ order: [Int], _ size: Int) -> [[Int]] {
        stride(from: 0, to: order.count, by: max(1, size)).map { Array(order[$0..<min($0 + max(1, size), order.count)]) }
    }

    private static func offset(_ index: Int, of count: Int, over seconds: Int64) -> Int64 {
        count > 1 ? Int64(Int128(seconds) * Int128(index) / Int128(count - 1)) : 0
    }
}
