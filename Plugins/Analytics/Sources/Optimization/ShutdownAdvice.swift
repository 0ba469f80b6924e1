/// Which miners to stop so that a power is shed with the least hashrate lost: Performance Priority. Pure.
struct ShutdownAdvice: Sendable {
    /// Positions of the miners to stop, the least efficient first.
    let stopped: [Int]
    let shedWatts: Double
    let lostHashrateTHs: Double
    /// No choice loses less.
    let leastLoss: Double
    let isOptimal: Bool

    /// Nil if all miners together draw less than the target. What is kept is a knapsack: the most hashrate within the power that is left.
    init?(_ miners: [OptimizedMiner], targetWatts: Double) {
        let total = miners.reduce(0) { $0 + $1.powerWatts }
        guard total >= targetWatts else { return nil }
        let kept = Knapsack(values: miners.map(\.hashrateTHs), weights: miners.map(\.powerWatts)).solve(capacity: total - targetWatts)
        stopped = miners.indices.filter { !kept.isTaken[$0] }.sorted { miners[$0].efficiency > miners[$1].efficiency }
        shedWatts = stopped.reduce(0) { $0 + miners[$1].powerWatts }
        lostHashrateTHs = stopped.reduce(0) { $0 + miners[$1].hashrateTHs }
        leastLoss = miners.reduce(0) { $0 + $1.hashrateTHs } - kept.bound
        isOptimal = kept.isOptimal
    }
}
