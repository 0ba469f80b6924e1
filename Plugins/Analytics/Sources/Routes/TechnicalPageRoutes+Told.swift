import PluginKit

/// What the rules told of the last days when those were new, as the page shows it.
extension TechnicalPageRoutes {
    private static let toldDays: Int64 = 60

    /// The newest of what was told, newest first.
    func toldRows() async throws -> Rows {
        let now = context.clock.now
        let page = PageOf(number: 1, size: Self.toldDays)
        let from = now.adding(seconds: -Double(Self.toldDays) * Double(CandleRound.spanSeconds))
        return try await context.database.batch([SignalHistoryRoutes.calls(from: from, to: now, page: page)[0]])[0].rows
    }

    static func writeTold(_ rows: Rows, to json: inout JSONWriter) throws {
        json.field("has_told", !rows.isEmpty)
        try json.array("told") { json in
            for row in rows {
                try json.object { json in
                    json.field("day", String((try row["opened_at"] as Timestamp).rfc3339.prefix(10)))
                    DisplayTime.write("told", try row["told_at"], to: &json)
                    try writeWord(row, "", to: &json)
                    guard let corrected = try row.timestamp("corrected_at") else { return }
                    try json.object("corrected") { json in
                        DisplayTime.write("corrected", corrected, to: &json)
                        try writeWord(row, "corrected_", to: &json)
                    }
                }
            }
        }
    }

    /// What the rules said together, with the reasons of those that spoke, or of all where none did.
    private static func writeWord(_ row: Row, _ prefix: String, to json: inout JSONWriter) throws {
        let direction: String = try row[prefix + "direction"]
        let close: Double = try row[prefix + "close_usd"]
        // All three: a correction stands inside what it corrects, whose words it must not take over.
        for word in ["buy", "hold", "sell"] { json.field("says_\(word)", word == direction) }
        json.field("close", DisplayNumber.text(close, close >= 100 ? 0 : 2))
        let rules = StoredRule.all(try row[prefix + "rules"])
        let speaking = rules.filter { $0.signal?.direction != .hold }
        json.array("signals") { json in
            for rule in speaking.isEmpty ? rules : speaking {
                json.object { json in
                    if let signal = rule.signal {
                        CandleChart.write(signal, to: &json)
                    } else {
                        json.field("reason", rule.reason)
                    }
                }
            }
        }
    }
}
