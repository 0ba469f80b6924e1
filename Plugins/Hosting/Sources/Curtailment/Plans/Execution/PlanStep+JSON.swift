import PluginKit

extension PlanStep.Change {
    /// Writes what changes, for `plan_step`.
    func write(to json: inout JSONWriter, totals: PlanTotals?) {
        json.object { json in
            if let state { json.field("state", state.rawValue) }
            if let targetWatts { json.field("target_watts", targetWatts) }
            if let durationSeconds { json.field("duration_seconds", durationSeconds) }
            if let isEmergency { json.field("is_emergency", isEmergency) }
            if let isEndedByMember { json.field("is_ended_by_member", isEndedByMember) }
            if let approvedBy { json.field("approved_by", approvedBy) }
            let times: [(String, Timestamp?)] = [
                ("starts_at", startsAt), ("approved_at", approvedAt), ("started_at", startedAt), ("executed_at", executedAt),
                ("recovering_at", recoveringAt), ("ended_at", endedAt),
            ]
            for case (let name, let time?) in times { json.field(name, time) }
            if let mostWatts { json.field("most_watts", mostWatts) }
            if let outcome { json.field("outcome", outcome.rawValue) }
            if let message {
                json.field("message", message.text)
                json.field("message_code", message.code)
                json.field("message_values", message.values)
            }
            if let skipped { json.field("skipped", skipped) }
            guard let totals else { return }
            json.field("delivered_watts", totals.deliveredWatts)
            json.field("estimated_watts", totals.estimatedWatts)
        }
    }
}

extension PlanNote {
    /// Writes a row of the plan's history.
    func write(to json: inout JSONWriter, line: Int, at now: Timestamp) {
        json.object { json in
            json.field("line", line)
            json.field("happened_at", now)
            json.field("kind", kind.rawValue)
            json.field("from_state", from)
            json.field("to_state", to)
            json.field("member", member)
            json.field("detail", message.text)
            json.field("code", message.code)
            json.field("figures", message.values)
        }
    }
}

extension [PlanNote] {
    /// The lines as a parameter of a statement.
    func value(at now: Timestamp) -> Value {
        .json { json in json.array { json in for (line, note) in enumerated() { note.write(to: &json, line: line, at: now) } } }
    }
}

extension PlanTotals {
    /// Writes the fields of a sample.
    func write(to json: inout JSONWriter, targetWatts: Int64, at now: Timestamp) {
        json.field("recorded_at", now)
        json.field("target_watts", targetWatts)
        json.field("delivered_watts", deliveredWatts)
        json.field("estimated_watts", estimatedWatts)
        json.field("lost_ths", lostTHs)
        json.field("miners_off", off)
    }
}
