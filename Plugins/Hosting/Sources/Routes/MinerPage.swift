import PluginKit

/// The data of one miner's page.
struct MinerPage: Sendable {
    let row: Row
    let reply: Row?
    let isProvider: Bool
    let language: String

    func write(to json: inout JSONWriter) throws {
        try MinerRow.write(row, language: language, to: &json)
        json.field("is_provider", isProvider)
        if let since = try row.timestamp("cannot_sleep_since") {
            try json.object("cannot_sleep") { json in
                try FindingFields.write(
                    code: row["cannot_sleep_code"], row["cannot_sleep_values"], words: row.cell("cannot_sleep_because"), to: &json)
                DisplayTime.write("since", since, to: &json)
            }
        }
        json.field("nameplate_power", DisplayNumber.text(try row["nameplate_power_watts"], 0))
        json.field("is_own_nameplate", try !row.cell("own_power_watts").isNull)
        let rack = try row.text("rack")
        json.field("has_place", rack != nil)
        json.field("rack", rack ?? "")
        for name in ["row", "position"] { json.field(name, try row.integer(name).map(String.init) ?? "") }
        for name in ["accepted_shares", "rejected_shares", "stale_shares", "hardware_errors"] where try !row.cell(name).isNull {
            json.field(name, try row.cell(name))
        }
        if let model = try row.text("reported_model") { json.field("reported_model", model) }
        if let user = try row.text("pool_user"), !user.isEmpty { json.field("pool_user", user) }
        if let value = try row.number("rate_value"), let unit = try row.text("rate_unit"), unit != "TH/s" {
            json.field("other_rate", "\(DisplayNumber.text(value, 2)) \(unit)")
        }
        if let window = try row.text("rate_window"), let averaged = MinerPage.averaged(window) { json.field("averaged_over", averaged) }
        if try !row.cell("details").isNull {
            let details: JSONValue = try row["details"]
            let stopped: JSONValue = try row["stopped_fans"]
            MinerPage.write(details, stopped: stopped.array ?? [], rateUnit: try row.text("rate_unit") ?? "", to: &json)
        }
        json.field("has_reply", reply != nil)
        if let reply {
            json.field("reply", try reply.text("reply"))
            DisplayTime.write("reply_received", try reply["received_at"], to: &json)
        }
    }

    /// The averaging window with its unit; nil where the device did not tell one. The label's forms are `5s`, `15m`, `24h`.
    private static func averaged(_ window: String) -> String? {
        guard let amount = Int(window.dropLast()), let unit = ["s": "s", "m": "min", "h": "h"][window.suffix(1)] else { return nil }
        return "\(amount) \(unit)"
    }

    private static func write(_ details: JSONValue, stopped: [JSONValue], rateUnit: String, to json: inout JSONWriter) {
        if let celsius = details["ambient_celsius"]?.number { json.field("ambient", DisplayNumber.text(celsius, 0)) }
        if let watts = details["power_limit_watts"]?.number { json.field("power_limit", DisplayNumber.text(watts, 0)) }
        if let clock = details["frequency_mhz"]?.number { json.field("frequency", DisplayNumber.text(clock, 0)) }
        let boards = details["boards"]?.array ?? []
        json.field("has_boards", !boards.isEmpty)
        json.array("boards") { json in
            for board in boards { write(board: board, rateUnit: rateUnit, to: &json) }
        }
        let fans = details["fans"]?.array ?? []
        json.array("fans") { json in
            for fan in fans {
                json.object { json in
                    json.field("index", fan["index"]?.integer)
                    if let rpm = fan["rpm"]?.number { json.field("one_fan_rpm", DisplayNumber.text(rpm, 0)) }
                    if let percent = fan["percent"]?.number { json.field("one_fan_percent", DisplayNumber.text(percent, 0)) }
                }
            }
        }
        // Those among the turning ones that told 0 are there already.
        let listed = Set(fans.compactMap { $0["index"]?.integer })
        json.array("stopped_fans") { json in
            for index in stopped.compactMap(\.integer) where !listed.contains(index) { json.object { $0.field("index", index) } }
        }
        let pools = details["pools"]?.array ?? []
        json.field("has_pools", !pools.isEmpty)
        json.array("pools") { json in
            for pool in pools { write(pool: pool, to: &json) }
        }
        json.array("error_codes") { json in
            for code in details["errors"]?.array ?? [] { json.value(code.string) }
        }
        let notes = details["warnings"]?.array ?? []
        json.field("has_notes", !notes.isEmpty)
        json.array("notes") { json in
            for note in notes { write(note: note.string ?? "", to: &json) }
        }
    }

    private static func write(pool: JSONValue, to json: inout JSONWriter) {
        let status = pool["status"]?.string ?? "unknown"
        json.object { json in
            json.field("url", pool["url"]?.string)
            json.field("user", pool["user"]?.string)
            json.field("pool_\(status)", true)
            json.field(
                "pool_class", status == "alive" ? "state-fine" : status == "dead" || status == "rejecting" ? "state-low" : "state-unknown")
            json.field("is_active", pool["is_active"]?.boolean)
            json.field("is_developer_fee", pool["is_developer_fee"]?.boolean)
        }
    }

    /// A warning is stored as its kind, a colon, and what was there.
    private static func write(note: String, to json: inout JSONWriter) {
        let parts = note.split(separator: ":", maxSplits: 1)
        guard let kind = parts.first else { return }
        json.object { json in
            json.field("note_\(kind)", true)
            if parts.count > 1 { json.field("note_detail", String(parts[1].drop { $0 == " " })) }
        }
    }

    private static func write(board: JSONValue, rateUnit: String, to json: inout JSONWriter) {
        json.object { json in
            json.field("index", board["index"]?.integer)
            if let rate = board["hashrate"]?.number {
                json.field("board_rate", DisplayNumber.text(rate, 2))
                json.field("board_rate_unit", rateUnit)
            }
            if let celsius = board["chip_celsius"]?.number { json.field("chip_celsius", DisplayNumber.text(celsius, 0)) }
            if let celsius = board["board_celsius"]?.number { json.field("board_celsius", DisplayNumber.text(celsius, 0)) }
            if let clock = board["frequency_mhz"]?.number { json.field("board_clock", DisplayNumber.text(clock, 0)) }
            if let volts = board["voltage_volts"]?.number { json.field("board_volts", DisplayNumber.text(volts, 2)) }
            if let chips = board["chips"]?.integer { json.field("chip_count", chips) }
            if let errors = board["hardware_errors"]?.integer { json.field("board_errors", errors) }
        }
    }
}
