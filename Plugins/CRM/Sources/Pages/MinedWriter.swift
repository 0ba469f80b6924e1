import PluginKit

/// Writes the worth of what was mined, as an invoice's document has it, for its page.
enum MinedWriter {
    /// Nothing for an invoice without a share of it.
    static func write(_ mined: JSONValue?, to json: inout JSONWriter) {
        guard let mined else { return }
        let days = mined["days"]?.array ?? []
        json.object("mined") { json in
            for basis in RevenueBasis.words { json.field("is_\(basis)", mined["basis"]?.string == basis) }
            for name in ["value", "btc"] { json.field(name, mined[name]?.string ?? "") }
            // Null where there is nothing to say.
            json.field("untold_hours", mined["untold_hours"]?.string.flatMap { $0 == "0" ? nil : $0 })
            json.field("has_days", !days.isEmpty)
            json.array("days") { json in
                for day in days {
                    json.object { json in
                        for name in MinedDayExport.columns { json.field(name, day[name]?.string) }
                        json.field("estimate", day["estimated_hashrate_ths"]?.string.flatMap { $0 == "0" ? nil : $0 })
                    }
                }
            }
        }
    }
}
