import PluginKit

/// `/api/v1/analytics/optimization` and `/curtailment`: which miners should run, and which to stop for a target. They advise; Hosting acts.
struct OptimizationRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("optimization", optimization)
        Route("curtailment_advice", curtailment)
    }

    private static let minersAtOnce: Int64 = 5_000

    private func miners(site: Int64?) async throws -> [OptimizedMiner] {
        var miners: [OptimizedMiner] = []
        while true {
            let rows = try await context.database.query(
                "optimization_miners", Value(site), .integer(miners.last?.id ?? 0), .integer(Self.minersAtOnce))
            for row in rows {
                let (hashrate, power) = (try row.number("hashrate_ths") ?? 0, try row.number("power_watts") ?? 0)
                let isLive = hashrate > 0 && power > 0
                miners.append(
                    OptimizedMiner(
                        id: try row["id"], serialNumber: try row["serial_number"],
                        hashrateTHs: isLive ? hashrate : try row["nameplate_ths"], powerWatts: isLive ? power : try row["nameplate_watts"],
                        isNameplate: !isLive))
            }
            if rows.count < Int(Self.minersAtOnce) { return miners }
        }
    }

    /// USD a PH/s and day of the stored market; nil where something of it is missing.
    private func storedHashprice() async throws -> Double? {
        let values = try MarketValue.all(try await context.database.query("market_now"))
        guard let price = values[.priceUSD], let difficulty = values[.difficulty], let subsidy = values[.subsidyBTC] else { return nil }
        return Hashprice.usdPerPHDay(
            priceUSD: price.value, difficulty: difficulty.value, bitcoinsPerBlock: subsidy.value + (values[.feesBTCPerBlock]?.value ?? 0))
    }

    @Sendable private func optimization(_ request: Request) async throws -> Response {
        let terms = OptimizationTerms(try request.json())
        let page = try PageOf(request)
        guard terms.faults.isEmpty else { return OptimizationTerms.problem(terms.faults) }
        let stored = terms.hashprice == nil ? try await storedHashprice() : nil
        guard let gross = terms.hashprice ?? stored else {
            return OptimizationTerms.problem([
                .init(field: "hashprice_usd_per_ph_day", expected: "a number, for no market data is stored")
            ])
        }
        let hashprice = gross * (1 - terms.poolFeePercent / 100)
        let miners = try await miners(site: terms.siteId)
        let plan = RunPlan(miners, prices: terms.prices, hashprice: hashprice, capWatts: terms.capKilowatts.map { $0 * 1_000 })
        try Task.checkCancellation()
        // What earns the least from its power comes first: those are the ones to act on.
        let ranked = miners.indices.sorted { miners[$0].efficiency > miners[$1].efficiency }
        return .json(capacity: 8_192) { json in
            json.object { json in
                json.field("hashprice_usd_per_ph_day", gross)
                json.field("hashprice_is_stored", terms.hashprice == nil)
                json.field("profit_usd_day", plan.hours.reduce(0) { $0 + $1.profit })
                json.field("bound_usd_day", plan.hours.reduce(0) { $0 + $1.bound })
                json.field("is_optimal", plan.hours.allSatisfy(\.isOptimal))
                json.field("profit_of_all_running_usd_day", plan.profitOfAll)
                json.array("hours") { json in
                    for (hour, one) in plan.hours.enumerated() { json.object { Self.write(one, hour: hour, to: &$0) } }
                }
                json.array("items") { json in
                    for index in ranked.dropFirst(Int(page.offset)).prefix(Int(page.size)) {
                        let hours = plan.hours.count { $0.runs[index] }
                        json.object { json in
                            Self.write(miners[index], to: &json)
                            json.field("break_even_usd_per_kwh", miners[index].breakEven(hashprice: hashprice))
                            json.field("hours_running", hours)
                            json.field("advice", hours == 0 ? "sleep" : hours == plan.hours.count ? "run" : "run_in_hours")
                        }
                    }
                }
                page.write(total: Int64(miners.count), to: &json)
            }
        }
    }

    @Sendable private func curtailment(_ request: Request) async throws -> Response {
        guard let target = try request.number("target_kw"), target > 0, target <= 1e9 else {
            return OptimizationTerms.problem([.init(field: "target_kw", expected: "a number of kilowatts above 0")])
        }
        let page = try PageOf(request)
        let miners = try await miners(site: try request.integer("site", in: 0...Int64.max)).filter { !$0.isNameplate }
        guard let advice = ShutdownAdvice(miners, targetWatts: target * 1_000) else {
            let most = miners.reduce(0) { $0 + $1.powerWatts } / 1_000
            let shown = DisplayNumber.text(most, 1)
            throw PluginError(.conflict, "target_kw: the most that can be shed is \(shown) kW, of \(miners.count) miners.")
        }
        return .json(capacity: 4_096) { json in
            json.object { json in
                json.field("target_kw", target)
                json.field("shed_kw", advice.shedWatts / 1_000)
                json.field("lost_hashrate_ths", advice.lostHashrateTHs)
                json.field("least_loss_ths", advice.leastLoss)
                json.field("is_optimal", advice.isOptimal)
                json.array("items") { json in
                    for index in advice.stopped.dropFirst(Int(page.offset)).prefix(Int(page.size)) {
                        json.object { Self.write(miners[index], to: &$0) }
                    }
                }
                page.write(total: Int64(advice.stopped.count), to: &json)
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
