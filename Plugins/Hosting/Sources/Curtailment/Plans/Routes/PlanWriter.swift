import PluginKit

/// Writes plans as the interface tells them.
enum PlanWriter {
    /// The fields of a plan, of a row of `plan_detail` or `plans_page`.
    static func write(_ row: Row, to json: inout JSONWriter) throws {
        let (startsAt, duration) = (try row.timestamp("starts_at"), try row["duration_seconds"] as Int64)
        json.field("id", String(try row["id"] as Int64))
        for name in ["name", "plan_type", "state", "revision"] { json.field(name, try row.cell(name)) }
        json.field("site_id", try row.integer("site_id").map(String.init))
        json.field("site", try row.cell("site"))
        json.field("target_watts", try row.number("target_power_reduction"))
        for name in ["delivered_watts", "estimated_watts", "most_watts"] { json.field(name, try row.cell(name)) }
        json.field("outcome", try row.cell("outcome"))
        for name in ["message", "message_code", "message_values"] { json.field(name, try row.cell(name)) }
        json.field("starts_at", startsAt)
        json.field("ends_at", startsAt?.adding(seconds: Double(duration)))
        json.field("duration_seconds", duration)
        json.field("tolerance_percent", try row.cell("tolerance_percent"))
        json.field("rule_id", try row.integer("rule_id").map(String.init))
        for name in [
            "is_emergency", "created_by", "created_by_name", "created_at", "approved_by", "approved_by_name", "approved_at", "started_at",
            "executed_at", "recovering_at", "ended_at",
        ] { json.field(name, try row.cell(name)) }
    }

    /// The fields of a client's part of a plan, of a row of `reductions_page`.
    static func write(share row: Row, to json: inout JSONWriter) throws {
        json.fields(row)
        json.field("state", try row.timestamp("until_at") == nil ? "curtailed" : "recovered")
    }
}
