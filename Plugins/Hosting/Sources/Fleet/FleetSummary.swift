import PluginKit

/// A fleet at a glance, made of the rows of `fleet_summary` (one a state).
struct FleetSummary: Sendable {
    private(set) var total: Int64 = 0
    private(set) var hashrateTHs = 0.0
    private(set) var powerWatts = 0.0
    private(set) var hashingPowerWatts = 0.0
    private(set) var nameplateHashrateTHs = 0.0
    private(set) var temperatureCelsius: Double?
    private(set) var lastSeenAt: Timestamp?
    private(set) var minersWithEstimatedPower: Int64 = 0
    private(set) var states: [String: Int64] = [:]

    init(_ rows: Rows) throws {
        for row in rows {
            let miners = try FleetSummary.count("miners", of: row)
            states[try row["state"]] = miners
            total += miners
            hashrateTHs += try row["hashrate_ths"]
            powerWatts += try row["power_watts"]
            hashingPowerWatts += try row["hashing_power_watts"]
            nameplateHashrateTHs += try row["nameplate_hashrate_ths"]
            minersWithEstimatedPower += try FleetSummary.count("miners_with_estimated_power", of: row)
            if let celsius = try row.number("temperature_celsius") { temperatureCelsius = max(temperatureCelsius ?? celsius, celsius) }
            if let seen = try row.timestamp("last_seen_at") { lastSeenAt = lastSeenAt.map { max($0, seen) } ?? seen }
        }
    }

    /// A count that sums of a fleet's states do not overflow with.
    private static func count(_ name: String, of row: Row) throws -> Int64 {
        let count: Int64 = try row[name]
        guard (0...1_000_000_000).contains(count) else {
            throw PluginError(.internal, "\(name): expected a count of miners, found \(count).")
        }
        return count
    }

    /// Joules a terahash; nil while nothing hashes.
    var efficiencyJTH: Double? { hashrateTHs > 0 ? hashingPowerWatts / hashrateTHs : nil }

    /// How many are in a state.
    func count(_ state: String) -> Int64 { states[state] ?? 0 }

    /// Writes the fields of the JSON answer.
    func write(to json: inout JSONWriter) {
        json.field("miners", total)
        json.field("hashrate_ths", FleetSummary.round(hashrateTHs, 3))
        json.field("power_watts", FleetSummary.round(powerWatts, 1))
        json.field("efficiency_j_th", efficiencyJTH.map { FleetSummary.round($0, 2) })
        json.field("nameplate_hashrate_ths", FleetSummary.round(nameplateHashrateTHs, 3))
        json.field("temperature_celsius", temperatureCelsius)
        json.field("miners_with_estimated_power", minersWithEstimatedPower)
        json.field("last_seen_at", lastSeenAt)
        json.object("states") { json in
            for state in MinerQuery.states { json.field(state, count(state)) }
        }
    }

    /// A number to so many decimals.
    static func round(_ value: Double, _ decimals: Int) -> Double {
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        return (value * factor).rounded() / factor
    }
}
