import PluginKit

/// The data of the list of plans with the form of a new one.
struct PlansPage: Sendable {
    let rows: Rows
    let total: Int64
    let page: PageOf
    let sites: Rows
    let markets: Rows
    let isProvider: Bool
    let mayChange: Bool
    let form: PlanForm
    let language: String
    /// Why the form was not taken.
    var fault: PluginError?
    /// What the form would mean.
    var preview: PreviewAnswer?

    private static let path = "/hosting/curtailment"
    /// Miners that a preview names; the interface names all.
    private static let mostAdvice = 50

    func write(to json: inout JSONWriter) throws {
        json.field("is_provider", isProvider)
        json.field("may_create", isProvider && mayChange)
        json.field("has_plans", !rows.isEmpty)
        json.field("is_past_end", rows.isEmpty && total > 0)
        try json.array("plans") { json in
            for row in rows { try json.object { try isProvider ? PlansPage.write(row, to: &$0) : PlansPage.write(share: row, to: &$0) } }
        }
        form.write(fault, language: language, to: &json)
        try ScopeChoice.write(sites: sites, markets: markets, chosen: form.text("site"), to: &json)
        if let preview { json.object("preview") { PlansPage.write(preview, to: &$0) } }
        json.field("here", "\(PlansPage.path)?page=\(page.number)&per_page=\(page.size)")
        PagerFields(PlansPage.path, page, total: total, count: rows.count).write(to: &json)
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        json.field("id", String(try row["id"] as Int64))
        json.field("name", try row.cell("name"))
        json.field("site", try row.cell("site"))
        MarketFields.write(try PlanForm.scope(of: row), to: &json)
        json.field("type_\(try row["plan_type"] as String)", true)
        PlanWords.write(state: try row["state"], to: &json)
        PlanWords.write(power: "target", try row.number("target_power_reduction"), to: &json)
        let delivered: Double = try row["delivered_watts"]
        if delivered > 0 { PlanWords.write(power: "delivered", delivered, to: &json) }
        if let startsAt = try row.timestamp("starts_at") { DisplayTime.write("starts", startsAt, to: &json) }
    }

    private static func write(share row: Row, to json: inout JSONWriter) throws {
        json.field("id", try row.text("id"))
        json.field("name", try row.text("provider_name"))
        json.field("miners", try row.cell("miners"))
        json.field("is_over", try row.timestamp("until_at") != nil)
        PlanWords.write(energy: "energy", try row["curtailed_kwh"], to: &json)
        PlanWords.write(estimatedKWh: try row.number("estimated_kwh"), to: &json)
        json.field("lost", DisplayNumber.text(try row["lost_th_hours"], 1))
        DisplayTime.write("starts", try row["from_at"], to: &json)
        if let until = try row.timestamp("until_at") { DisplayTime.write("ends", until, to: &json) }
    }

    private static func write(_ preview: PreviewAnswer, to json: inout JSONWriter) {
        let plan = preview.plan
        json.field("is_\(plan.outcome.rawValue)", true)
        PlanWords.write(power: "target", Double(plan.targetWatts), to: &json)
        PlanWords.write(power: "delivered", Double(plan.shedWatts), to: &json)
        PlanWords.write(power: "most", Double(plan.mostWatts), to: &json)
        PlanWords.write(power: "power_after", Double(plan.powerWatts - plan.shedWatts), to: &json)
        let lost = DisplayNumber.hashrate(Double(plan.lostHashrateGHs) / 1_000)
        json.field("lost", "\(lost.value) \(lost.unit)")
        json.field("switched", plan.switched.count)
        json.field("miners", preview.miners.count)
        json.field("is_optimal", plan.isProven)
        json.field("reached_after", plan.schedule.reachedSeconds)
        json.field("batches", plan.schedule.off.count)
        json.array("clients") { json in
            for part in plan.clients {
                json.object { json in
                    json.field("client", part.client)
                    json.field("switched", part.switched)
                    json.field("miners", part.miners)
                    PlanWords.write(power: "shed", Double(part.shedWatts), to: &json)
                    let lost = DisplayNumber.hashrate(Double(part.lostHashrateGHs) / 1_000)
                    json.field("lost", "\(lost.value) \(lost.unit)")
                }
            }
        }
        let ranking = preview.ranking.entries
        json.field("has_advice", !ranking.isEmpty)
        json.field("advice_shown", min(ranking.count, mostAdvice))
        json.field("has_more_advice", ranking.count > mostAdvice)
        json.array("advice") { json in
            for (rank, entry) in ranking.prefix(mostAdvice).enumerated() {
                let miner = preview.miners[entry.miner]
                json.object { json in
                    json.field("rank", rank + 1)
                    json.field("miner_id", String(miner.id))
                    json.field("serial_number", miner.serialNumber)
                    json.field("client", miner.client)
                    PlanWords.write(power: "power", miner.powerWatts, to: &json)
                    json.field("rate", DisplayNumber.text(miner.hashrateTHs ?? 0, 1))
                    json.field("score", DisplayNumber.text(entry.joulesPerTerahash, 1))
                    json.field("is_\(entry.reason.rawValue)", true)
                }
            }
        }
        json.field("has_skipped", !plan.skipped.isEmpty)
        json.array("skipped") { json in
            for entry in plan.skipped {
                json.object { json in
                    json.field("reason_\(entry.reason.rawValue)", true)
                    json.field("count", entry.miners)
                    PlanWords.write(power: "power", Double(entry.powerWatts), to: &json)
                }
            }
        }
    }
}
