import PluginKit

/// The data of the dashboard: figures written so that the template only places them.
struct FleetPage: Sendable {
    let summary: FleetSummary

    func write(to json: inout JSONWriter) {
        json.field("has_miners", summary.total > 0)
        json.field("miners", summary.total)
        json.field("hashrate", DisplayNumber.hashrate(summary.hashrateTHs).value)
        json.field("hashrate_unit", DisplayNumber.hashrate(summary.hashrateTHs).unit)
        json.field("hashrate_share", DisplayNumber.percent(summary.hashrateTHs, of: summary.nameplateHashrateTHs))
        json.field("power", DisplayNumber.power(summary.powerWatts).value)
        json.field("power_unit", DisplayNumber.power(summary.powerWatts).unit)
        json.field("has_estimates", summary.minersWithEstimatedPower > 0)
        json.field("estimates", summary.minersWithEstimatedPower)
        if let efficiency = summary.efficiencyJTH { json.field("efficiency", DisplayNumber.text(efficiency, 1)) }
        if let celsius = summary.temperatureCelsius { json.field("temperature", DisplayNumber.text(celsius, 0)) }
        json.field("ok", summary.count("ok"))
        json.field("ok_share", DisplayNumber.percent(Double(summary.count("ok")), of: Double(summary.total)))
        let troubled = summary.total - summary.count("ok") - summary.count("offline") - summary.count("paused")
        json.field("troubled", troubled)
        json.field("has_trouble", troubled > 0)
        if let seen = summary.lastSeenAt { json.field("last_seen_at", seen) }
        json.array("states") { json in
            for state in MinerQuery.states where summary.count(state) > 0 {
                json.object { json in
                    StateFields.write(state, to: &json)
                    json.field("count", summary.count(state))
                    json.field("percent", DisplayNumber.percent(Double(summary.count(state)), of: Double(summary.total)))
                }
            }
        }
    }
}
