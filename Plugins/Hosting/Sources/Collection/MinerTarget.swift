import PluginKit

/// A miner to collect, with what is known of it.
struct MinerTarget: RowDecodable, Sendable {
    let id: Int64
    let address: String
    let port: UInt16
    let nameplateHashrateTHs: Double
    let nameplatePowerWatts: Double
    let plan: CommandPlan?
    let state: String?
    let replyReceivedAt: Timestamp?
    /// Whether its page is open somewhere.
    let isWatched: Bool
    /// Where it stands; nil for nowhere.
    let siteId: Int64?
    /// Whether the last order that it may have heard was to sleep, and it was not seen at work since.
    let isToldToSleep: Bool

    init(
        id: Int64, address: String, port: UInt16 = 4_028, nameplateHashrateTHs: Double, nameplatePowerWatts: Double,
        plan: CommandPlan? = nil,
        state: String? = nil, replyReceivedAt: Timestamp? = nil, isWatched: Bool = false, siteId: Int64? = nil,
        isToldToSleep: Bool = false
    ) {
        (self.id, self.address, self.port) = (id, address, port)
        (self.nameplateHashrateTHs, self.nameplatePowerWatts) = (nameplateHashrateTHs, nameplatePowerWatts)
        (self.plan, self.state, self.replyReceivedAt, self.isWatched) = (plan, state, replyReceivedAt, isWatched)
        (self.siteId, self.isToldToSleep) = (siteId, isToldToSleep)
    }

    init(row: Row) throws {
        id = try row["id"]
        address = try row["address"]
        port = UInt16(clamping: try row["port"] as Int64)
        nameplateHashrateTHs = try row["nameplate_hashrate_ths"]
        nameplatePowerWatts = try row["nameplate_power_watts"]
        plan = CommandPlan(stored: try row.text("commands"))
        state = try row.text("state")
        replyReceivedAt = try row.timestamp("reply_received_at")
        isWatched = try row["is_watched"]
        siteId = try row.integer("site_id")
        isToldToSleep = try row["is_told_to_sleep"]
    }
}
