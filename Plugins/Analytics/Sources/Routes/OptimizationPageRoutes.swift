import PluginKit

/// `/analytics/optimization`: which miners are worth their power in which hours, with the reason for each.
struct OptimizationPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] { Route("optimization_page", page) }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let form = OptimizationForm(request.query)
        let page = try PageOf(request)
        let sites = try await context.database.query("optimization_sites")
        let reader = OptimizationReader(context: context)
        let terms = form.isAsked ? form.terms : nil
        var faults = terms?.faults ?? []
        let stored = try await reader.storedHashprice()
        var outcome: (outcome: OptimizationOutcome, madeAt: Timestamp)?
        if let terms, faults.isEmpty {
            outcome = try await reader.outcome(terms, stored: stored)
            if outcome == nil { faults.append(OptimizationTerms.noHashprice) }
        }
        if let outcome, let end = page.redirect(request, total: Int64(outcome.outcome.miners.count)) { return end }
        return try .page("optimization", title: "optimization.title", status: faults.isEmpty ? 200 : 422) { json in
            try form.write(sites: sites, faults: faults, storedHashprice: stored, to: &json)
            guard let (outcome, madeAt) = outcome else { return }
            DisplayTime.write("made", madeAt, to: &json)
            json.field("has_cap", terms?.capKilowatts != nil)
            if let stored, terms?.hashprice == nil {
                DisplayTime.write("recorded", stored.recordedAt, to: &json)
                json.field("is_stale", stored.isStale)
            }
            Self.write(outcome, to: &json)
            Self.writeMiners(outcome, page, form, to: &json)
        }
    }

    private static func write(_ outcome: OptimizationOutcome, to json: inout JSONWriter) {
        json.field("has_result", true)
        json.field("has_miners", !outcome.miners.isEmpty)
        json.field("hashprice", DisplayNumber.text(outcome.grossHashprice, 2))
        json.field("profit", DisplayNumber.text(outcome.profitUSDDay, 2))
        json.field("profit_of_all", DisplayNumber.text(outcome.plan.profitOfAll, 2))
        json.field("gain", DisplayNumber.text(outcome.profitUSDDay - outcome.plan.profitOfAll, 2))
        json.field("is_optimal", outcome.isOptimal)
        json.field("short_of_bound", DisplayNumber.text(outcome.boundUSDDay - outcome.profitUSDDay, 2))
        json.array("hours") { json in
            // Hours that are all alike are one line.
            let isFlat = outcome.plan.hours.allSatisfy { $0.price == outcome.plan.hours[0].price }
            for (number, hour) in outcome.plan.hours.enumerated().prefix(isFlat ? 1 : outcome.plan.hours.count) {
                json.object { json in
                    json.field("is_all_day", isFlat)
                    json.field("hour", number)
                    json.field("price", DisplayNumber.text(hour.price, 4))
                    json.field("running", DisplayNumber.text(Double(hour.runs.count { $0 }), 0))
                    json.field("kilowatts", DisplayNumber.text(hour.powerWatts / 1_000, 1))
                    json.field("hashrate", DisplayNumber.text(hour.hashrateTHs, 0))
                    json.field("profit", DisplayNumber.text(hour.profit, 2))
                }
            }
        }
    }

    private static func writeMiners(_ outcome: OptimizationOutcome, _ page: PageOf, _ form: OptimizationForm, to json: inout JSONWriter) {
        let total = Int64(outcome.miners.count)
        let shown = outcome.ranked.dropFirst(Int(min(page.offset, total))).prefix(Int(page.size))
        json.array("items") { json in
            for index in shown {
                let (miner, advice) = (outcome.miners[index], outcome.advice(index))
                json.object { json in
                    json.field("miner_id", String(miner.id))
                    json.field("name", miner.serialNumber)
                    json.field("is_nameplate", miner.isNameplate)
                    json.field("efficiency", DisplayNumber.text(miner.efficiency, 1))
                    json.field("advice_is_\(advice.kind.rawValue)", true)
                    json.field("because_\(advice.reason.rawValue)", true)
                    json.field("hours_running", advice.hoursRunning)
                    json.field("hours_paying", advice.hoursPaying)
                    json.field("hours_lost", advice.hoursPaying - advice.hoursRunning)
                    json.field("earns", DisplayNumber.text(advice.earnsUSDDay, 2))
                    json.field("costs", DisplayNumber.text(advice.costsUSDDay, 2))
                    json.field("break_even", DisplayNumber.text(advice.breakEven, 4))
                }
            }
        }
        json.field("total", total)
        json.field("from", shown.isEmpty ? 0 : page.offset + 1)
        json.field("to", page.offset + Int64(shown.count))
        let last = page.pageCount(of: total)
        if page.number > 1 { json.field("previous", form.link(page: min(page.number - 1, last))) }
        if page.number < last { json.field("next_page", form.link(page: page.number + 1)) }
    }
}
