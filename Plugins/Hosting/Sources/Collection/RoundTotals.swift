import PluginKit

/// Counts a round as it goes.
struct RoundTotals: Sendable {
    private(set) var states: [ObservedState: Int] = [:]
    private(set) var hashrateTHs = 0.0
    private(set) var powerWatts = 0.0
    /// Of it what the miners did not tell.
    private(set) var estimatedWatts = 0.0
    private(set) var observed = 0
    /// The same by site, of miners that stand in one.
    private(set) var sites: [Int64: SiteTotals] = [:]

    /// Adds one miner.
    mutating func add(_ observation: Observation) {
        states[observation.state, default: 0] += 1
        hashrateTHs += observation.hashrateTHs ?? 0
        powerWatts += observation.powerWatts ?? 0
        estimatedWatts += observation.estimatedWatts ?? 0
        observed += 1
        if let site = observation.siteId { sites[site, default: SiteTotals()].add(observation) }
    }

    /// How many are in a state.
    func count(_ state: ObservedState) -> Int { states[state] ?? 0 }

    /// Writes the figures as fields.
    func write(to json: inout JSONWriter) {
        json.field("observed", observed)
        json.field("hashrate_ths", hashrateTHs)
        json.field("power_watts", powerWatts)
        for state in ObservedState.allCases { json.field(state.rawValue, count(state)) }
    }
}
