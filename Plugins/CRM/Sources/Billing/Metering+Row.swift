import PluginKit

extension Metering {
    /// The sums of a row of `meterings_make`. Throws if a figure is no decimal.
    init(_ row: Row, gaps: GapRule) throws {
        func decimal(_ name: String) throws -> Decimal {
            guard let value = try row.text(name).flatMap({ Decimal($0) }) else { throw PluginError(.internal, "\(name): no decimal.") }
            return value
        }
        func rule(_ name: String) throws -> UntoldRule {
            guard let rule = try row.text(name).flatMap(UntoldRule.init(rawValue:)) else {
                throw PluginError(.internal, "\(name): expected one of \(UntoldRule.words.joined(separator: ", ")).")
            }
            return rule
        }
        func hours(_ prefix: String = "") throws -> MachineHours {
            MachineHours(
                expected: try decimal(prefix + "expected_hours"), curtailed: try decimal(prefix + "curtailed_hours"),
                down: try decimal(prefix + "down_hours"), idle: try decimal(prefix + "idle_hours"),
                missing: try decimal(prefix + "missing_hours"))
        }
        self.init(
            machines: Int(try row.integer("machines") ?? 0), machineMonths: MachineMonths(parts: Int(try row.integer("month_parts") ?? 0)),
            kWh: try decimal("kwh"), untoldKWh: try decimal("untold_kwh"), estimatedKWh: try decimal("estimated_kwh"),
            curtailedKWh: try decimal("curtailed_kwh"), curtailedEstimatedKWh: try decimal("curtailed_estimated_kwh"),
            hours: try hours(), creditedHours: try hours("credited_"), machinesMissing: Int(try row.integer("machines_missing") ?? 0),
            answeredDays: Int(try row.integer("answered_days") ?? 0), unrecordedDays: Int(try row.integer("unrecorded_days") ?? 0),
            nameplateWatts: try decimal("nameplate_watts"), gaps: gaps, untoldPower: try rule("untold_power"),
            untoldCurtailment: try rule("untold_curtailment"))
    }

    /// Writes what an invoice by a kind of contract says of its readings.
    func write(by kind: ContractKind, to json: inout JSONWriter) {
        json.field("machines", machines)
        json.field("is_metered", true)
        json.object("metering") { json in
            json.field("kwh", kWh.trimmedText)
            json.field("untold_kwh", untoldKWh.trimmedText)
            json.field("estimated_kwh", estimatedKWh.trimmedText)
            json.field("curtailed_kwh", curtailedKWh.trimmedText)
            json.field("curtailed_estimated_kwh", curtailedEstimatedKWh.trimmedText)
            json.field("power_watts", powerWatts.trimmedText)
            json.field("credited_power_watts", creditedWatts.trimmedText)
            json.field("machine_hours", hours.expected.trimmedText)
            json.field("curtailed_hours", hours.curtailed.trimmedText)
            json.field("down_hours", hours.down.trimmedText)
            json.field("idle_hours", hours.idle.trimmedText)
            json.field("uncredited_hours", (hours.expected - uptimeHours(by: kind).expected).trimmedText)
            json.field("answered_days", answeredDays)
            json.field("unrecorded_days", unrecordedDays)
            json.field("missing_hours", hours.missing.trimmedText)
            json.field("machines_missing", machinesMissing)
            json.field("gaps", gaps.rawValue)
            json.field("untold_power", untoldPower.rawValue)
            json.field("untold_curtailment", untoldCurtailment.rawValue)
        }
    }
}
