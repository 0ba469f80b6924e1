import PluginKit

/// Reads what an optimisation rests on: the miners in sight, and what their work is worth.
struct OptimizationReader: Sendable {
    let context: PluginContext

    private static let minersAtOnce: Int64 = 5_000

    /// Miners that may run, those of one site or all in sight.
    func miners(site: Int64?) async throws -> [OptimizedMiner] {
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

    /// The hashprice of the stored market, however old; nil where something of it is missing.
    func storedHashprice() async throws -> StoredHashprice? {
        StoredHashprice(try MarketValue.all(try await context.database.query("market_now")), now: context.clock.now)
    }

    /// The plan for the terms, and when it was made; nil where they name no hashprice and none is stored. All pages of a list are of one plan:
    /// it is kept for ten minutes, or until a miner comes, goes, falls silent or speaks again, or the hashprice changes.
    func outcome(_ terms: OptimizationTerms, stored: StoredHashprice?) async throws -> (outcome: OptimizationOutcome, madeAt: Timestamp)? {
        guard let gross = terms.hashprice ?? stored?.usdPerPHDay else { return nil }
        let fleet = try await context.database.query("optimization_fleet", Value(terms.siteId)).one()
        let (count, ids, live): (Int64, Int64, Int64) = (try fleet["miners"], try fleet["ids"], try fleet["live"])
        let key = "optimization/1 \(terms.key) \(gross) \(count) \(ids) \(live)"
        let kept = try await AnswerCache(context: context).kept(key) { try await plan(terms, gross: gross).keptBytes }
        if let outcome = OptimizationOutcome(keptBytes: kept.json) { return (outcome, kept.madeAt) }
        return (try await plan(terms, gross: gross), context.clock.now)
    }

    private func plan(_ terms: OptimizationTerms, gross: Double) async throws -> OptimizationOutcome {
        let miners = try await miners(site: terms.siteId)
        try Task.checkCancellation()
        return OptimizationOutcome(miners, terms: terms, grossHashprice: gross)
    }
}
