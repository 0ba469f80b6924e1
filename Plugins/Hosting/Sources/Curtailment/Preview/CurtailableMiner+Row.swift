import PluginKit

extension CurtailableMiner: RowDecodable {
    /// Reads a row of `curtailment_miners`.
    init(row: Row) throws {
        let readAt: Timestamp = try row["read_at"]
        func seconds(since earlier: Timestamp) -> Int64 { max(0, readAt.micros(since: earlier) / 1_000_000) }
        id = try row["id"]
        serialNumber = try row["serial_number"]
        client = try row["client"]
        status = try row["status"]
        state = try row.text("state")
        stateSeconds = try row.timestamp("state_since").map(seconds) ?? 0
        ageSeconds = try row.timestamp("last_seen_at").map(seconds)
        powerWatts = try row.number("power_watts")
        powerIsEstimated = try row["power_is_estimated"]
        hashrateTHs = try row.number("hashrate_ths")
        isOtherAlgorithm = try row.text("rate_unit") != nil && hashrateTHs == nil
        firmware = try row.text("firmware")
        isSleepless = try row["is_sleepless"]
        isInPlan = try row["is_in_plan"]
        isHeldOff = try row["is_held_off"]
    }
}
