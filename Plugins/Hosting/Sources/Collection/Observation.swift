import PluginKit

/// What one round showed of one miner, ready to be stored.
struct Observation: Sendable {
    let minerId: Int64
    let siteId: Int64?
    let state: ObservedState
    let detail: String
    let observedAt: Timestamp
    /// Nil where it gave none.
    let reading: MinerReading?
    let hashrateTHs: Double?
    let powerWatts: Double?
    let powerIsEstimated: Bool
    /// What to remember of its commands; empty to forget, nil to leave.
    let commands: String?
    /// The reply as it came, where it is worth storing.
    let reply: String?

    init(
        target: MinerTarget, state: ObservedState, detail: String, observedAt: Timestamp, reading: MinerReading?, commands: String?,
        reply: String?
    ) {
        minerId = target.id
        siteId = target.siteId
        self.state = state
        self.detail = detail
        self.observedAt = observedAt
        self.reading = reading
        self.commands = commands
        self.reply = reply
        // A rate that cannot be true is not stored as if it were.
        hashrateTHs = state == .malformed ? nil : reading?.hashrateTHs
        let modules = Double(reading?.modules ?? 1)
        let estimate = PowerEstimate.watts(
            hashrateTHs: hashrateTHs, nameplateHashrateTHs: target.nameplateHashrateTHs * modules,
            nameplatePowerWatts: target.nameplatePowerWatts * modules)
        powerWatts = reading?.powerWatts ?? estimate
        powerIsEstimated = reading?.powerWatts == nil && estimate != nil
    }

    /// Whether it computes anything at all, whatever its algorithm.
    var isHashing: Bool { state != .malformed && (hashrateTHs ?? reading?.primaryHashrate?.value ?? 0) > 0 }

    /// Writes the row of `states_write`. `line` counts from 1 and says which line of the batch's details is its own.
    func write(to json: inout JSONWriter, line: Int) {
        json.object { json in
            json.field("line", line)
            json.field("miner_id", minerId)
            json.field("state", state.rawValue)
            json.field("detail", detail)
            json.field("observed_at", observedAt)
            json.field("answered", reading != nil)
            if let commands { json.field("commands", commands) }
            guard let reading else { return }
            json.field("hashrate_ths", hashrateTHs)
            if let rate = reading.primaryHashrate {
                json.field("rate_value", rate.value)
                json.field("rate_unit", rate.unit.rawValue)
                json.field("rate_window", rate.window.label)
            }
            json.field("power_watts", powerWatts)
            json.field("power_is_estimated", powerIsEstimated)
            json.field("temperature_celsius", reading.chipTemperatureCelsius ?? reading.boardTemperatureCelsius)
            json.field("board_temperature_celsius", reading.boardTemperatureCelsius)
            json.field("fan_rpm", reading.fanRpmMaximum)
            json.field("fans_turned", reading.turningFans.bits)
            json.field("fans_still", reading.stillFans.bits)
            json.field("accepted_shares", reading.acceptedShares)
            json.field("rejected_shares", reading.rejectedShares)
            json.field("stale_shares", reading.staleShares)
            json.field("hardware_errors", reading.hardwareErrors)
            json.field("uptime_seconds", reading.uptimeSeconds)
            if let pool = reading.activePool {
                json.field("pool_url", pool.url)
                json.field("pool_user", pool.user)
            }
            json.field("firmware", reading.firmware.map { $0.version.isEmpty ? $0.name : "\($0.name) \($0.version)" })
            json.field("reported_model", reading.model)
            if reading.modules > 1 { json.field("modules", reading.modules) }
        }
    }

    /// What the page of one miner shows beside the figures, as JSON in one line; empty where it gave no reading.
    var detailsLine: [UInt8] {
        guard let reading else { return [] }
        var json = JSONWriter(capacity: 1_500)
        reading.writeDetails(to: &json)
        return json.bytes
    }

    /// Of its power the part that the miner did not tell, in watts; nil where it has none.
    var estimatedWatts: Double? { powerWatts.map { powerIsEstimated ? $0 : 0 } }

    /// The row of `telemetry`.
    func append(to rows: inout RowsBuilder) throws {
        guard let reading else { return }
        try rows.append(
            .integer(minerId), .timestamp(observedAt), Value(hashrateTHs), Value(powerWatts),
            Value(reading.chipTemperatureCelsius ?? reading.boardTemperatureCelsius), Value(reading.boardTemperatureCelsius),
            Value(reading.fanRpmMaximum.map(Double.init)), Value(reading.acceptedShares), Value(reading.rejectedShares),
            Value(reading.hardwareErrors), .number(isHashing ? 1 : 0), .number(state == .paused ? 1 : 0),
            Value(estimatedWatts))
    }

    /// An empty batch of telemetry.
    static var telemetryRows: RowsBuilder {
        RowsBuilder(
            ("miner_id", .integer), ("recorded_at", .timestamp), ("hashrate_ths", .number), ("power_watts", .number),
            ("temperature_celsius", .number), ("board_temperature_celsius", .number), ("fan_rpm", .number), ("accepted_shares", .integer),
            ("rejected_shares", .integer), ("hardware_errors", .integer), ("hashing", .number), ("paused", .number),
            ("estimated_watts", .number))
    }
}
