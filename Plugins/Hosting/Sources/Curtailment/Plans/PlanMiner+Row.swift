import PluginKit

extension PlanMiner: RowDecodable {
    /// Reads a row of `plan_miners`.
    init(row: Row) throws {
        minerId = try row["miner_id"]
        ownerKey = try row["owner_key"]
        serialNumber = try row["serial_number"]
        client = try row["client"]
        baselineWatts = try row["baseline_watts"]
        baselineTHs = try row["baseline_ths"]
        // No plan begins with more: what is made of them is whole numbers.
        guard (0...Double(CoverProblem.mostPowerWatts)).contains(baselineWatts),
            (0...Double(CoverProblem.mostHashrateGHs) / 1_000).contains(baselineTHs)
        else {
            throw PluginError(.internal, "A plan's miner has a baseline that none can have: \(baselineWatts) W, \(baselineTHs) TH/s.")
        }
        isReplacement = try row["is_replacement"]
        let state: String = try row["state"]
        guard let known = SwitchState(rawValue: state) else {
            throw PluginError(.internal, "A plan's miner is in the unknown state \(state).")
        }
        self.state = known
        dueAt = try row["due_at"]
        orderedAt = try row.timestamp("ordered_at")
        attempts = Int(try row["attempts"] as Int64)
        result = try row.text("result").flatMap(DeviceOrderResult.Outcome.init)
        why = try DeviceMessage(row: row)
        offAt = try row.timestamp("off_at")
        onAt = try row.timestamp("on_at")
        accountedUntil = try row.timestamp("accounted_until")
        curtailedKWh = try row["curtailed_kwh"]
        estimatedKWh = try row.number("estimated_kwh")
        lostTHHours = try row["lost_th_hours"]
        guard let address = try row.text("address") else { return }
        let status = try row.text("status")
        sighting = MinerSighting(
            address: address, port: UInt16(clamping: try row["port"] as Int64), firmware: try row.text("firmware"),
            state: try row.text("seen_state"), observedAt: try row.timestamp("observed_at"), seenAt: try row.timestamp("last_seen_at"),
            powerWatts: try row.number("power_watts"), powerIsEstimated: try row["power_is_estimated"],
            hashrateTHs: try row.number("hashrate_ths"), isInMaintenance: status == "maintenance",
            isOffline: status == "offline")
    }

    /// Writes the row that `plan_step` stores.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("miner_id", minerId)
            json.field("owner_key", ownerKey)
            json.field("serial_number", serialNumber)
            json.field("client", client)
            json.field("baseline_watts", baselineWatts)
            json.field("baseline_ths", baselineTHs)
            json.field("is_replacement", isReplacement)
            json.field("state", state.rawValue)
            json.field("due_at", dueAt)
            json.field("ordered_at", orderedAt)
            json.field("attempts", attempts)
            json.field("result", result?.rawValue)
            why.write(to: &json)
            json.field("off_at", offAt)
            json.field("on_at", onAt)
            json.field("accounted_until", accountedUntil)
            json.field("curtailed_kwh", curtailedKWh)
            json.field("estimated_kwh", estimatedKWh)
            json.field("lost_th_hours", lostTHHours)
        }
    }
}
