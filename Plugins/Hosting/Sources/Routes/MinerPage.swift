import PluginKit

/// The data of one miner's page.
struct MinerPage: Sendable {
    let row: Row
    let reply: Row?
    let isProvider: Bool

    func write(to json: inout JSONWriter) throws {
        try MinerRow.write(row, to: &json)
        json.field("is_provider", isProvider)
        for name in ["accepted_shares", "rejected_shares", "stale_shares", "hardware_errors"] where try !row.cell(name).isNull {
            json.field(name, try row.cell(name))
        }
        if let model = try row.text("reported_model") { json.field("reported_model", model) }
        if let user = try row.text("pool_user"), !user.isEmpty { json.field("pool_user", user) }
        if let value = try row.number("rate_value"), let unit = try row.text("rate_unit"), unit != "TH/s" {
            json.field("other_rate", "\(DisplayNumber.text(value, 2)) \(unit)")
        }
        if let window = try row.text("rate_window") { json.field("rate_window", window) }
        if try !row.cell("details").isNull {
            let details: JSONValue = try row["details"]
            MinerPage.write(details, to: &json)
        }
        json.field("has_reply", reply != nil)
        if let reply {
            json.field("reply", try reply.text("reply"))
            json.field("reply_received_at", try reply.timestamp("received_at"))
        }
    }

    private static func write(_ details: JSONValue, to json: inout JSONWriter) {
        if let celsius = details["ambient_celsius"]?.number { json.field("ambient", DisplayNumber.text(celsius, 0)) }
        if let watts = details["power_limit_watts"]?.number { json.field("power_limit", DisplayNumber.text(watts, 0)) }
        if let clock = details["frequency_mhz"]?.number { json.field("frequency", DisplayNumber.text(clock, 0)) }
        let boards = details["boards"]?.array ?? []
        json.field("has_boards", !boards.isEmpty)
        json.array("boards") { json in
            for board in boards { write(board: board, to: &json) }
        }
        let fans = details["fans"]?.array ?? []
        json.field("has_fans", !fans.isEmpty)
        json.array("fans") { json in
            for fan in fans {
                json.object { json in
                    json.field("index", fan["index"]?.integer)
                    if let rpm = fan["rpm"]?.number { json.field("one_fan_rpm", DisplayNumber.text(rpm, 0)) }
                    if let percent = fan["percent"]?.number { json.field("one_fan_percent", DisplayNumber.text(percent, 0)) }
                }
            }
        }
        let pools = details["pools"]?.array ?? []
        json.field("has_pools", !pools.isEmpty)
        json.field("pools", .array(pools))
        let faults = (details["errors"]?.array ?? []) + (details["warnings"]?.array ?? [])
        json.field("has_faults", !faults.isEmpty)
        json.array("faults") { json in
            for fault in faults { json.value(fault.string) }
        }
    }

    private static func write(board: JSONValue, to json: inout JSONWriter) {
        json.object { json in
            json.field("index", board["index"]?.integer)
            if let rate = board["hashrate"]?.number { json.field("board_rate", DisplayNumber.text(rate, 2)) }
            if let celsius = board["chip_celsius"]?.number { json.field("chip_celsius", DisplayNumber.text(celsius, 0)) }
            if let celsius = board["board_celsius"]?.number { json.field("board_celsius", DisplayNumber.text(celsius, 0)) }
            if let clock = board["frequency_mhz"]?.number { json.field("board_clock", DisplayNumber.text(clock, 0)) }
            if let volts = board["voltage_volts"]?.number { json.field("board_volts", DisplayNumber.text(volts, 2)) }
            if let chips = board["chips"]?.integer { json.field("chip_count", chips) }
            if let errors = board["hardware_errors"]?.integer { json.field("board_errors", errors) }
        }
    }
}
