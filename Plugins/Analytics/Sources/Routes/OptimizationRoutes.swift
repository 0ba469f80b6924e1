import PluginKit

/// `/api/v1/analytics/optimization`: which miners should run in which hours. It advises; Hosting acts.
struct OptimizationRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("optimization", optimization)
    }

    @Sendable private func optimization(_ request: Request) async throws -> Response {
        let terms = OptimizationTerms(try request.json())
        let page = try PageOf(request)
        guard terms.faults.isEmpty else { return OptimizationTerms.problem(terms.faults) }
        let reader = OptimizationReader(context: context)
        let stored = terms.hashprice == nil ? try await reader.storedHashprice() : nil
        guard let (outcome, madeAt) = try await reader.outcome(terms, stored: stored) else {
            return OptimizationTerms.problem([OptimizationTerms.noHashprice])
        }
        let plan = outcome.plan
        return .json(capacity: 8_192) { json in
            json.object { json in
                json.field("as_of", madeAt)
                json.field("hashprice_usd_per_ph_day", outcome.grossHashprice)
                json.field("hashprice_is_stored", terms.hashprice == nil)
                json.field("hashprice_recorded_at", stored?.recordedAt)
                json.field("is_stale", stored?.isStale ?? false)
                json.field("profit_usd_day", outcome.profitUSDDay)
                json.field("bound_usd_day", outcome.boundUSDDay)
                json.field("is_optimal", outcome.isOptimal)
                json.field("profit_of_all_running_usd_day", plan.profitOfAll)
                json.array("hours") { json in
                    for (hour, one) in plan.hours.enumerated() { json.object { Self.write(one, hour: hour, to: &$0) } }
                }
                json.array("items") { json in
                    for index in outcome.ranked.dropFirst(Int(page.offset)).prefix(Int(page.size)) {
                        let advice = outcome.advice(index)
                        json.object { json in
                            Self.write(outcome.miners[index], to: &json)
                            json.field("break_even_usd_per_kwh", advice.breakEven)
                            json.field("hours_running", advice.hoursRunning)
                            json.field("hours_paying", advice.hoursPaying)
                            json.field("advice", advice.kind.rawValue)
                            json.field("reason", advice.reason.rawValue)
                            json.field("explanation", advice.explanation)
                        }
                    }
                }
                page.write(total: Int64(outcome.miners.count), to: &json)
            }
        }
    }

    private static func write(_ hour: RunPlan.Hour, hour number: Int, to json: inout JSONWriter) {
        json.field("hour", number)
        json.field("usd_per_kwh", hour.price)
        json.field("miners_running", hour.runs.count { $0 })
        json.field("power_watts", hour.powerWatts)
        json.field("hashrate_ths", hour.hashrateTHs)
        json.field("profit_usd", hour.profit)
        json.field("bound_usd", hour.bound)
        json.field("is_optimal", hour.isOptimal)
    }

    private static func write(_ miner: OptimizedMiner, to json: inout JSONWriter) {
        json.field("miner_id", String(miner.id))
        json.field("serial_number", miner.serialNumber)
        json.field("hashrate_ths", miner.hashrateTHs)
        json.field("power_watts", miner.powerWatts)
        json.field("is_nameplate", miner.isNameplate)
        json.field("efficiency_j_th", miner.efficiency)
    }
}
