import PluginKit

/// What is known of one miner when rules are evaluated.
struct MinerCondition: Sendable {
    let key: MinerKey
    let serialNumber: String
    let client: String
    let siteId: Int64?
    let site: String?
    /// Nil for a model that is not in the catalogue.
    let modelId: String?
    /// Whether it is cooled by air, so has fans that must turn.
    let hasFans: Bool
    /// As people have set it: `active`, `offline`, `maintenance`.
    let status: String
    /// As pages show it: an `ObservedState`, or `stale`, `offline`, `never_seen`.
    let state: String
    let stateSince: Timestamp?
    let observedAt: Timestamp?
    let hashrateTHs: Double?
    let nameplateHashrateTHs: Double
    /// Of the last seven whole days; nil where nobody asked for it or there is none.
    let meanHashrateTHs: Double?
    let temperatureCelsius: Double?
    let slowestFanRpm: Double?
    /// Whether a curtailment keeps it asleep now, whatever it answers.
    let isCurtailed: Bool
    /// When it was told to wake, if it sleeps all the same after the time that this takes; nil while a curtailment keeps it asleep.
    let overdueSince: Timestamp?
}

extension MinerCondition: RowDecodable {
    init(row: Row) throws {
        key = MinerKey(tenantId: try row["miner_tenant_id"], minerId: try row["miner_id"])
        serialNumber = try row["serial_number"]
        client = try row["client"]
        siteId = try row.integer("site_id")
        site = try row.text("site")
        modelId = try row.text("model_id")
        hasFans = try row["has_fans"]
        status = try row["status"]
        state = try row["state"]
        stateSince = try row.timestamp("state_since")
        observedAt = try row.timestamp("observed_at")
        hashrateTHs = try row.number("hashrate_ths")
        nameplateHashrateTHs = try row["nameplate_hashrate_ths"]
        meanHashrateTHs = try row.number("mean_hashrate_ths")
        temperatureCelsius = try row.number("temperature_celsius")
        slowestFanRpm = try row.number("slowest_fan_rpm")
        isCurtailed = try row["is_curtailed"]
        overdueSince = try row.timestamp("overdue_since")
    }
}
