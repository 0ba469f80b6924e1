import PluginKit

/// Reads the fleet in sight as the detector wants it, a span of miners at a time so that no answer is large.
struct FleetReader: Sendable {
    /// A miner's counters as they are now, to be kept until the next look.
    struct Counters: Sendable {
        let miner: Int64
        let accepted: Int64?
        let rejected: Int64?
        let usualPool: String?
        let pool: String?
    }

    let database: Database
    /// The end of the newest whole hour.
    let until: Timestamp
    let parameters: AnomalyParameters

    private static let minersAtOnce: Int64 = 250
    static let secondsAnHour = 3_600.0
    static let secondsADay = 86_400.0

    /// The window, with what `ledger` holds open, and the counters.
    func read(ledger: AnomalyLedger) async throws -> (window: FleetWindow, counters: [Counters]) {
        let firstHour = Self.hour(of: until) - parameters.windowHours
        var miners: [FleetWindow.Miner] = []
        var counters: [Counters] = []
        var after: Int64 = 0
        while true {
            let rows = try await database.query("anomaly_miners", .integer(after), .integer(Self.minersAtOnce))
            for row in rows {
                let (miner, counter) = try Self.miner(row)
                miners.append(miner)
                miners[miners.count - 1].held = ledger.held(miner.id, firstHour: firstHour)
                counters.append(counter)
            }
            guard let last = miners.last, rows.count == Int(Self.minersAtOnce) else { break }
            after = last.id
        }
        var window = FleetWindow(miners: miners, hours: parameters.windowHours, days: parameters.windowDays)
        let spans = stride(from: 0, to: miners.count, by: Int(Self.minersAtOnce)).map {
            $0..<min(miners.count, $0 + Int(Self.minersAtOnce))
        }
        for span in spans {
            try Task.checkCancellation()
            try await fill(&window, span)
        }
        return (window, counters)
    }

    /// Hours since 1970 at a time.
    static func hour(of time: Timestamp) -> Int { Int((Double(time.unixMicros) / 1_000_000 / secondsAnHour).rounded(.down)) }

    private func fill(_ window: inout FleetWindow, _ span: Range<Int>) async throws {
        let positions = Dictionary(uniqueKeysWithValues: span.map { (window.miners[$0].id, $0) })
        let ends = (Value.integer(window.miners[span.lowerBound].id), Value.integer(window.miners[span.upperBound - 1].id))
        let fromHour = until.adding(seconds: -Double(window.hours) * Self.secondsAnHour)
        for row in try await database.query("anomaly_hours", ends.0, ends.1, .timestamp(fromHour), .timestamp(until)) {
            guard let position = positions[try row["miner_id"]] else { continue }
            let hour = Int(((try row["bucket"] as Timestamp).micros(since: fromHour)) / 3_600_000_000)
            guard (0..<window.hours).contains(hour) else { continue }
            window.hashrateTHs[position, hour] = try row.number("hashrate_ths") ?? .nan
            window.powerWatts[position, hour] = try row.number("power_watts") ?? .nan
            window.temperatureCelsius[position, hour] = try row.number("temperature_celsius") ?? .nan
            window.fanRPM[position, hour] = try row.number("fan_rpm") ?? .nan
        }
        let untilDay = Timestamp(unixMicros: until.unixMicros - until.unixMicros % 86_400_000_000)
        let fromDay = untilDay.adding(seconds: -Double(window.days) * Self.secondsADay)
        for row in try await database.query("anomaly_days", ends.0, ends.1, .timestamp(fromDay), .timestamp(untilDay)) {
            guard let position = positions[try row["miner_id"]] else { continue }
            let day = Int(((try row["bucket"] as Timestamp).micros(since: fromDay)) / 86_400_000_000)
            if (0..<window.days).contains(day) { window.dailyJoulesPerTH[position, day] = try row.number("joules_per_th") ?? .nan }
        }
    }

    private static func miner(_ row: Row) throws(PluginError) -> (FleetWindow.Miner, Counters) {
        var miner = FleetWindow.Miner(
            id: try row["id"], model: try row["model_id"], site: try row.integer("site_id"), block: block(try row["address"]),
            client: try row["client"], nameplateTHs: try row["nameplate_ths"], nameplateWatts: try row["nameplate_watts"])
        miner.rack = try row.text("rack")
        miner.powerIsEstimated = try row["power_is_estimated"]
        let accepted = try row.integer("accepted_shares")
        let rejected = try row.integer("rejected_shares")
        if let shares = ShareCount(
            accepted: accepted, rejected: rejected, acceptedBefore: try row.integer("accepted_before"),
            rejectedBefore: try row.integer("rejected_before"))
        {
            (miner.shares, miner.rejectedShares) = (shares.shares, shares.rejected)
        }
        miner.pool = pool(url: try row.text("pool_url"), user: try row.text("pool_user"))
        miner.usualPool = try row.text("usual_pool")
        let counters = Counters(
            miner: miner.id, accepted: accepted, rejected: rejected, usualPool: miner.usualPool, pool: miner.pool)
        return (miner, counters)
    }

    /// The first three of four parts of an IPv4 address; of another the part before its last colon.
    private static func block(_ address: String) -> String {
        let separator: Character = address.contains(":") ? ":" : "."
        return address.lastIndex(of: separator).map { String(address[..<$0]) } ?? address
    }

    /// Host and account: the name of the worker behind the account differs from miner to miner and says nothing.
    private static func pool(url: String?, user: String?) -> String? {
        guard let url, !url.isEmpty else { return nil }
        let account = (user ?? "").prefix { $0 != "." }
        return account.isEmpty ? url : "\(url) \(account)"
    }
}
