import PluginKit

/// The data of one plan's page: what it is to do, what it did, who took part, and its history.
struct PlanPage: Sendable {
    let report: PlanReport
    let mayChange: Bool
    /// Why what somebody wanted of it was not done, in the reader's language.
    var fault: String?

    private static let mostMiners = 300

    func write(to json: inout JSONWriter) throws {
        let row = report.row
        let state: String = try row["state"]
        let known = PlanState(rawValue: state)
        json.field("id", String(try row["id"] as Int64))
        json.field("name", try row.cell("name"))
        json.field("revision", try row.cell("revision"))
        json.field("fault", fault)
        json.field("has_fault", fault != nil)
        json.field("site", try row.cell("site"))
        MarketFields.write(try PlanForm.scope(of: row), to: &json)
        json.field("type_\(try row["plan_type"] as String)", true)
        PlanWords.write(state: state, to: &json)
        if try !(row["message"] as String).isEmpty {
            try json.object("message") { json in
                try FindingFields.write(code: row["message_code"], row["message_values"], words: row.cell("message"), to: &json)
            }
        }
        if let outcome = try row.text("outcome") { json.object("outcome") { $0.field("is_\(outcome)", true) } }
        PlanWords.write(power: "target", try row.number("target_power_reduction"), to: &json)
        PlanWords.write(power: "delivered", try row["delivered_watts"], to: &json)
        let estimated: Double = try row["estimated_watts"]
        if estimated > 0 { PlanWords.write(power: "estimated", estimated, to: &json) }
        PlanWords.write(energy: "energy", report.miners.reduce(0) { $0 + $1.curtailedKWh }, to: &json)
        PlanWords.write(estimatedKWh: report.estimatedKWh, to: &json)
        json.field("lost", DisplayNumber.text(report.miners.reduce(0) { $0 + $1.lostTHHours }, 1))
        json.field("obeyed", report.miners.count { $0.offAt != nil })
        json.field("miners_total", report.miners.count)
        // Null where there are none: a template shows what is empty.
        json.field("disobeyed", report.disobeyed == 0 ? nil : report.disobeyed)
        try writeTimes(to: &json)
        json.field("may_approve", mayChange && known == .pending)
        json.field("may_cancel", mayChange && (known == .pending || known == .approved))
        json.field("may_edit", mayChange && known == .pending)
        json.field("may_delete", mayChange && known == .pending)
        json.field("may_start", mayChange && known == .approved)
        json.field("may_recover", mayChange && (known == .executing || known == .executed))
        json.field("may_hurry", mayChange && known?.isRunning == true)
        json.field("has_chart", !report.samples.isEmpty)
        writeClients(to: &json)
        writeMiners(to: &json)
        try writeHistory(to: &json)
        try writeSkipped(to: &json)
    }

    private func writeTimes(to json: inout JSONWriter) throws {
        let row = report.row
        if let startsAt = try row.timestamp("starts_at") {
            DisplayTime.write("starts", startsAt, to: &json)
            DisplayTime.write("ends", startsAt.adding(seconds: Double(try row["duration_seconds"] as Int64)), to: &json)
        }
        json.field("duration_minutes", (try row["duration_seconds"] as Int64) / 60)
        for column in ["created_by", "approved_by"] { try AuthorFields.write(row, column, to: &json) }
        for (name, column) in [("reached", "executed_at"), ("recovering", "recovering_at"), ("over", "ended_at")] {
            if let time = try row.timestamp(column) { DisplayTime.write(name, time, to: &json) }
        }
    }

    private func writeClients(to json: inout JSONWriter) {
        json.field("has_miners", !report.miners.isEmpty)
        json.array("clients") { json in
            for part in report.clients {
                json.object { json in
                    json.field("client", part.client)
                    json.field("miners", part.miners)
                    json.field("obeyed", part.obeyed)
                    PlanWords.write(energy: "energy", part.curtailedKWh, to: &json)
                    PlanWords.write(estimatedKWh: part.estimatedKWh, to: &json)
                    json.field("lost", DisplayNumber.text(part.lostTHHours, 1))
                }
            }
        }
    }

    private func writeMiners(to json: inout JSONWriter) {
        json.field("more_miners", report.miners.count > PlanPage.mostMiners)
        json.array("miners") { json in
            // Those that somebody has to look at must not be among what has no room.
            let isWrong = { (miner: PlanMiner) in miner.hasDisobeyed || miner.state == .stuck }
            let miners = report.miners.filter(isWrong) + report.miners.filter { !isWrong($0) }
            for miner in miners.prefix(PlanPage.mostMiners) {
                json.object { json in
                    json.field("miner_id", String(miner.minerId))
                    json.field("serial_number", miner.serialNumber)
                    json.field("client", miner.client)
                    json.field("is_replacement", miner.isReplacement)
                    PlanWords.write(switchState: miner.state, to: &json)
                    json.field("baseline", DisplayNumber.text(miner.baselineWatts, 0))
                    json.field("shed", DisplayNumber.text(miner.shed(at: report.now).watts, 0))
                    json.field("has_why", miner.why != .nothing)
                    FindingFields.write(miner.why, to: &json)
                    PlanWords.write(energy: "energy", miner.curtailedKWh, to: &json)
                    PlanWords.write(estimatedKWh: miner.estimatedKWh, to: &json)
                }
            }
        }
    }

    private func writeHistory(to json: inout JSONWriter) throws {
        json.field("has_history", !report.events.isEmpty)
        if report.eventsTotal > report.events.count { json.object("history_cut") { $0.field("count", report.eventsTotal) } }
        try json.array("history") { json in
            for event in report.events {
                try json.object { json in
                    DisplayTime.write("happened", try event["happened_at"], to: &json)
                    json.field("kind_\(try event["kind"] as String)", true)
                    if try event["from_state"] as String != event["to_state"] as String {
                        try json.object("to") { json in PlanWords.write(state: try event["to_state"], to: &json) }
                    }
                    try AuthorFields.write(event, "member", to: &json)
                    try FindingFields.write(code: event["code"], event["values"], words: event.cell("detail"), to: &json)
                }
            }
        }
    }

    private func writeSkipped(to json: inout JSONWriter) throws {
        let skipped = try report.row.json("skipped").array ?? []
        json.field("has_skipped", !skipped.isEmpty)
        json.array("skipped") { json in
            for entry in skipped {
                json.object { json in
                    json.field("reason_\(entry["reason"]?.string ?? "")", true)
                    json.field("count", entry["miners"]?.integer)
                    PlanWords.write(power: "power", entry["power_watts"]?.number, to: &json)
                }
            }
        }
    }
}
