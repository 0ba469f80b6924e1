/// Counts what a round showed of a tenant's miners in one site.
struct SiteTotals: Sendable {
    private(set) var hashrateTHs = 0.0
    private(set) var powerWatts = 0.0
    /// Of it what the miners did not tell.
    private(set) var estimatedWatts = 0.0
    private(set) var total = 0
    private(set) var ok = 0

    /// Adds one miner.
    mutating func add(_ observation: Observation) {
        hashrateTHs += observation.hashrateTHs ?? 0
        powerWatts += observation.powerWatts ?? 0
        estimatedWatts += observation.estimatedWatts ?? 0
        total += 1
        if observation.state == .ok { ok += 1 }
    }
}
