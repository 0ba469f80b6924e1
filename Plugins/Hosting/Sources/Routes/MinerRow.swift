import PluginKit

/// One miner as a page's data: what both the list and the detail show.
enum MinerRow {
    /// Writes the fields of a row of `miners_page`, `miners_search` or `miner_detail`. What is unknown is left out.
    static func write(_ row: Row, language: String, to json: inout JSONWriter) throws {
        for name in ["id", "serial_number", "client", "client_name", "vendor", "model", "address"] {
            json.field(name, try row.cell(name))
        }
        json.field("port", try row.cell("port"))
        if let site = try row.text("site") { json.field("site", site) }
        if let detail = try row.text("state_detail"), !detail.isEmpty {
            json.field("state_detail", DetailWords.text(detail, language: language))
        }
        if let since = try row.timestamp("state_since") { DisplayTime.write("state_since", since, suffix: "", to: &json) }
        if let status = try row.text("status") { json.field("status_is_\(status)", true) }
        StateFields.write(try row["state"], to: &json)
        if let rate = try row.number("hashrate_ths") {
            json.field("hashrate", DisplayNumber.text(rate, 1))
            let nameplate: Double = try row["nameplate_hashrate_ths"]
            json.field("hashrate_percent", DisplayNumber.percent(rate, of: nameplate))
        }
        json.field("nameplate_hashrate", DisplayNumber.text(try row["nameplate_hashrate_ths"], 1))
        if let watts = try row.number("power_watts") {
            json.field("power", DisplayNumber.text(watts, 0))
            json.field("power_is_estimated", try row.boolean("power_is_estimated") ?? false)
            if let rate = try row.number("hashrate_ths"), rate > 0 { json.field("efficiency", DisplayNumber.text(watts / rate, 1)) }
        }
        if let celsius = try row.number("temperature_celsius") { json.field("temperature", DisplayNumber.text(celsius, 0)) }
        if let celsius = try row.number("board_temperature_celsius") { json.field("board_temperature", DisplayNumber.text(celsius, 0)) }
        if let rpm = try row.number("fan_rpm") { json.field("fan_rpm", DisplayNumber.text(rpm, 0)) }
        if let seconds = try row.integer("uptime_seconds") { json.field("uptime", DisplayNumber.duration(seconds)) }
        if let firmware = try row.text("firmware") { json.field("firmware", firmware) }
        if let pool = try row.text("pool_url"), !pool.isEmpty { json.field("pool", pool) }
        if let seen = try row.timestamp("last_seen_at") { DisplayTime.write("last_seen", seen, to: &json) }
    }
}
