import PluginKit

/// Writes an operation for the API and for pages. Passwords of pools are left out.
enum OperationFields {
    static let outcomes = [
        "accepted", "already_so", "unsupported", "refused", "unreachable", "unconfirmed", "cancelled", "gone", "waiting", "sent",
    ]

    /// The fields of a row of `operations_page` or `operation_detail` as the API has them.
    static func write(_ row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "action"] { json.field(name, try row.cell(name)) }
        json.field("state", try state(row))
        let arguments: JSONValue = try row["arguments"]
        for name in ["status", "site_id", "power_limit_watts"] {
            if let value = arguments[name] { json.field(name, value) }
        }
        if let pools = arguments["pools"]?.array {
            json.array("pools") { json in
                for pool in pools {
                    json.object { json in
                        json.field("url", pool["url"]?.string)
                        json.field("user", pool["user"]?.string)
                    }
                }
            }
        }
        for name in [
            "author", "author_name", "tenant", "created_at", "finished_at", "cancelled_at", "undoes_id", "undone_by", "miners", "ended",
            "good", "bad",
        ] { json.field(name, try row.cell(name)) }
        json.field("undoable", try undoable(row))
    }

    /// How many miners it may be taken back for now: none before it ended, after it was taken back, and where nothing takes it back.
    static func undoable(_ row: Row) throws -> Int64 {
        guard try BulkAction.undoing(row["action"]) != nil, try row.timestamp("finished_at") != nil, try row.text("undone_by") == nil else {
            return 0
        }
        return try row["undoable"]
    }

    /// `running`, `ended` or `cancelled`.
    private static func state(_ row: Row) throws -> String {
        if try row.timestamp("cancelled_at") != nil { return "cancelled" }
        return try row.timestamp("finished_at") == nil ? "running" : "ended"
    }

    /// The same row for a page: words by flags, times for readers.
    static func writePage(_ row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "miners", "ended", "good", "bad", "undoes_id", "undone_by"] { json.field(name, try row.cell(name)) }
        try AuthorFields.write(row, to: &json)
        writeAction(try row["action"], to: &json)
        let arguments: JSONValue = try row["arguments"]
        let status = arguments["status"]?.string
        for word in MinerQuery.statuses { json.field("is_\(word)", word == status) }
        json.field("has_status", status != nil)
        json.field("site", try row.text("site"))
        json.field("watts", arguments["power_limit_watts"]?.integer)
        json.field("pool", arguments["pools"]?.array?.first?["url"]?.string)
        let state = try state(row)
        for word in ["running", "ended", "cancelled"] { json.field("is_\(word)_state", state == word) }
        let (total, ended): (Int64, Int64) = (try row["miners"], try row["ended"])
        json.field("percent", DisplayNumber.percent(Double(ended), of: Double(total)))
        json.field("has_bad", (try row["bad"] as Int64) > 0)
        DisplayTime.write("created", try row["created_at"], to: &json)
        if let time = try row.timestamp("finished_at") { DisplayTime.write("finished", time, to: &json) }
    }

    /// Writes the action, and `action_<name>`, by which a template finds the word.
    static func writeAction(_ action: String, to json: inout JSONWriter) {
        json.field("action", action)
        for name in BulkAction.names { json.field("action_\(name)", name == action) }
    }

    /// Writes an outcome, its class, and `outcome_<name>`, by which a template finds the word.
    static func writeOutcome(_ outcome: String, to json: inout JSONWriter) {
        json.field("outcome", outcome)
        for name in outcomes { json.field("outcome_\(name)", name == outcome) }
        let css =
            switch outcome {
            case "accepted", "already_so": "state-fine"
            case "waiting", "sent": "state-paused"
            case "unsupported", "cancelled", "gone": "state-unknown"
            case "unconfirmed": "state-low"
            default: "state-unreachable"
            }
        json.field("outcome_class", css)
    }
}
