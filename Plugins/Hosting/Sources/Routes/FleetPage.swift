import PluginKit

/// The data of the dashboard: figures written so that the template only places them.
struct FleetPage: Sendable {
    let summary: FleetSummary
    let sites: Rows

    func write(to json: inout JSONWriter) throws {
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
        if let seen = summary.lastSeenAt { DisplayTime.write("last_seen", seen, to: &json) }
        json.array("states") { json in
            for state in MinerQuery.states where summary.count(state) > 0 {
                json.object { json in
                    StateFields.write(state, to: &json)
                    json.field("count", summary.count(state))
                    json.field("percent", DisplayNumber.percent(Double(summary.count(state)), of: Double(summary.total)))
                }
            }
        }
        json.field("has_sites", !sites.isEmpty)
        try json.array("sites") { json in
            for site in sites { try json.object { json in try FleetPage.write(site: site, to: &json) } }
        }
    }

    private static func write(site: Row, to json: inout JSONWriter) throws {
        for name in ["id", "name", "location", "miners"] { json.field(name, try site.cell(name)) }
        let power = DisplayNumber.power(try site["power_mw"] * 1_000_000)
        json.field("site_power", power.value)
        json.field("site_power_unit", power.unit)
        json.field("capacity", DisplayNumber.short(try site["capacity_mw"], 1))
    }
}
