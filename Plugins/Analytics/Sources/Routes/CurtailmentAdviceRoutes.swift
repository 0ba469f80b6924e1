import PluginKit

/// `/api/v1/analytics/curtailment`: which miners to stop for a target, by the rules of Hosting's own planner. It advises; Hosting acts.
struct CurtailmentAdviceRoutes: Sendable {
    let context: PluginContext

    private static let minersAtOnce: Int64 = 5_000
    private static let aDay: Int64 = 86_400
    private static let mostExcluded = 1_000

    @ListBuilder<Route> var routes: [Route] { Route("curtailment_advice", advise) }

    @Sendable private func advise(_ request: Request) async throws -> Response {
        guard let target = try request.number("target_kw"), target > 0, target <= 1e9 else {
            return OptimizationTerms.problem([.init(field: "target_kw", expected: "a number of kilowatts above 0")])
        }
        let rules = try Self.rules(request)
        let page = try PageOf(request)
        let miners = try await miners(site: try request.integer("site", in: 0...Int64.max))
        try Task.checkCancellation()
        let advice = ShutdownAdvice(miners, targetWatts: target * 1_000, rules: rules)
        guard advice.isReached else {
            let most = DisplayNumber.text(advice.mostWatts / 1_000, 1)
            let reasons = advice.skipped.map { "\($0.miners) \($0.reason.rawValue)" }.joined(separator: ", ")
            throw PluginError(
                .conflict,
                "target_kw: the most that can be shed is \(most) kW, of \(miners.count) miners; "
                    + (reasons.isEmpty ? "no others are there." : "the others stay on: \(reasons)."))
        }
        return .json(capacity: 4_096) { json in
            json.object { json in
                json.field("target_kw", target)
                json.field("shed_kw", advice.shedWatts / 1_000)
                json.field("shed_estimated_kw", advice.estimatedWatts / 1_000)
                json.field("most_sheddable_kw", advice.mostWatts / 1_000)
                json.field("lost_hashrate_ths", advice.lostHashrateTHs)
                json.field("least_loss_ths", advice.leastLoss)
                json.field("is_optimal", advice.isOptimal)
                json.field("miners", miners.count)
                json.field("eligible", advice.eligible)
                json.array("skipped_by_reason") { json in
                    for skipped in advice.skipped {
                        json.object { json in
                            json.field("reason", skipped.reason.rawValue)
                            json.field("miners", skipped.miners)
                            json.field("power_watts", skipped.powerWatts)
                        }
                    }
                }
                json.array("items") { json in
                    for place in advice.stopped.dropFirst(Int(page.offset)).prefix(Int(page.size)) {
                        json.object { Self.write(miners[place], to: &$0) }
                    }
                }
                page.write(total: Int64(advice.stopped.count), to: &json)
            }
        }
    }

    private func miners(site: Int64?) async throws -> [ShutdownCandidate] {
        var miners: [ShutdownCandidate] = []
        while true {
            let rows = try await context.database.query(
                "curtailment_candidates", Value(site), .integer(miners.last?.id ?? 0), .integer(Self.minersAtOnce))
            miners += try rows.decode()
            if rows.count < Int(Self.minersAtOnce) { return miners }
        }
    }

    /// The same fields as those of Hosting's preview, in the address.
    private static func rules(_ request: Request) throws(PluginError) -> ShutdownRules {
        var rules = ShutdownRules()
        if let seconds = try request.integer("max_age_seconds", in: 1...aDay) { rules.mostAgeSeconds = Double(seconds) }
        if let seconds = try request.integer("cooldown_seconds", in: 0...aDay) { rules.cooldownSeconds = Double(seconds) }
        if let watts = try request.number("min_power_watts") {
            guard (0...100_000).contains(watts) else {
                throw PluginError(.invalidArgument, "min_power_watts: expected 0 to 100000 watts, found \(watts).")
            }
            rules.leastPowerWatts = watts
        }
        if let word = request.text("measured_power_only"), !word.isEmpty {
            guard word == "true" || word == "false" else {
                throw PluginError(.invalidArgument, "measured_power_only: expected true or false, found \"\(word.prefix(40))\".")
            }
            rules.acceptsEstimatedPower = word == "false"
        }
        let excluded = request.query.filter { $0.name == "exclude" }.flatMap { $0.value.split(separator: ",") }
        let ids = excluded.compactMap { Int64($0) }
        guard ids.count == excluded.count, ids.count <= mostExcluded else {
            throw PluginError(.invalidArgument, "exclude: expected ids of miners with commas between them, \(mostExcluded) at most.")
        }
        rules.excluded = Set(ids)
        return rules
    }

    private static func write(_ miner: ShutdownCandidate, to json: inout JSONWriter) {
        json.field("miner_id", String(miner.id))
        json.field("serial_number", miner.serialNumber)
        json.field("client", miner.client)
        json.field("hashrate_ths", miner.hashrateTHs)
        json.field("power_watts", miner.powerWatts)
        json.field("power_is_estimated", miner.powerIsEstimated)
        json.field("efficiency_j_th", (miner.powerWatts ?? 0) / max(miner.hashrateTHs ?? 0, 1e-9))
    }
}
