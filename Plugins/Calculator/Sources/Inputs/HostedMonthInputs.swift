import PluginKit

/// The fields of a hosted month.
enum HostedMonthInputs {
    private static let fields: [NumberField] = [
        .quantity, .power, .hours, .curtailedHours, .downHours, .powerPrice, .machineMonth, .agreedUptime, .curtailmentCredit, .tax,
    ]
    static let names = Set(fields.map(\.name))

    /// Reads the fields. Nil if something is missing or wrong, which is noted.
    static func read(_ reader: inout InputReader) -> HostedMonth? {
        let values = fields.map { reader.number($0, or: $0.name == NumberField.machineMonth.name ? "0" : nil) }
        let known = values.compactMap { $0 }
        guard known.count == fields.count else { return nil }
        let hundred = DoubleDouble(100)
        let month = HostedMonth(
            machines: Int(known[0].double), powerWatts: known[1], hours: known[2], curtailedHours: known[3], downHours: known[4],
            usdPerKWh: known[5], usdPerMachine: known[6], agreedUptime: known[7] / hundred, curtailmentCreditUSDPerKWh: known[8],
            taxRate: known[9] / hundred)
        if month.curtailedHours >= month.hours {
            reader.fault(NumberField.curtailedHours.name, expected: "less than hours (\(month.hours.trimmed()))")
        } else if month.curtailedHours + month.downHours > month.hours {
            reader.fault(
                NumberField.downHours.name,
                expected: "at most hours less curtailed_hours (\((month.hours - month.curtailedHours).trimmed()))")
        }
        return month
    }

    static func write(_ month: HostedMonth, to json: inout JSONWriter) {
        json.field("energy_kwh", month.kWh.trimmed())
        json.field("energy_usd", month.energyUSD.trimmed())
        json.field("base_usd", month.baseUSD.trimmed())
        json.field("uptime_percent", (month.uptimeWithoutCurtailment * DoubleDouble(100)).trimmed())
        json.field("uptime_credit_usd", month.uptimeCreditUSD.trimmed())
        json.field("curtailment_credit_usd", month.curtailmentCreditUSD.trimmed())
        json.field("subtotal_usd", month.subtotalUSD.trimmed())
        json.field("tax_usd", month.taxUSD.trimmed())
        json.field("total_usd", month.totalUSD.trimmed())
    }
}
