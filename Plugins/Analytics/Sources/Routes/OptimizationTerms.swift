import PluginKit

/// What an optimisation is asked for. Pure.
struct OptimizationTerms: Equatable, Sendable {
    /// A field that cannot be taken.
    struct Fault: Equatable, InputFault {
        let field: String
        let expected: String
        /// What was there as JSON, cut short.
        var found: String?
    }

    var siteId: Int64?
    /// USD a kWh, by hour.
    var prices: [Double] = []
    /// USD a PH/s and day; nil for what the stored market gives.
    var hashprice: Double?
    var capKilowatts: Double?
    var poolFeePercent = 0.0
    private(set) var faults: [Fault] = []

    private static let hoursADay = 24
    private static let mostUSD = 100.0

    /// Reads the fields of a JSON object; what is wrong is in `faults`.
    init(_ json: JSONValue) { self.init { json[$0] } }

    /// Reads the fields that a function gives by their names.
    init(_ field: (String) -> JSONValue?) {
        if let site = field("site_id"), site != .null {
            siteId = site.integer ?? site.string.flatMap { Int64($0) }
            if siteId == nil { faults.append(Fault(field: "site_id", expected: "the id of a site", found: Self.text(site))) }
        }
        hashprice = number(field, "hashprice_usd_per_ph_day", 0...1e6)
        capKilowatts = number(field, "cap_kw", 0...1e9)
        poolFeePercent = number(field, "pool_fee_percent", 0...100) ?? 0
        if let list = field("usd_per_kwh_by_hour"), list != .null {
            let numbers = (list.array ?? []).compactMap(\.number).filter { abs($0) <= Self.mostUSD }
            if numbers.count == Self.hoursADay, list.array?.count == Self.hoursADay {
                prices = numbers
            } else {
                faults.append(
                    Fault(field: "usd_per_kwh_by_hour", expected: "24 numbers from -100 to 100", found: Self.text(list)))
            }
        } else if let price = number(field, "usd_per_kwh", -Self.mostUSD...Self.mostUSD) {
            prices = Array(repeating: price, count: Self.hoursADay)
        } else if faults.allSatisfy({ $0.field != "usd_per_kwh" }) {
            faults.append(Fault(field: "usd_per_kwh", expected: "a price, or usd_per_kwh_by_hour with 24 of them"))
        }
    }

    private mutating func number(_ field: (String) -> JSONValue?, _ name: String, _ range: ClosedRange<Double>) -> Double? {
        guard let value = field(name), value != .null else { return nil }
        guard let number = value.number, range.contains(number) else {
            let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
            faults.append(Fault(field: name, expected: expected, found: Self.text(value)))
            return nil
        }
        return number
    }

    private static func text(_ value: JSONValue) -> String {
        var json = JSONWriter(capacity: 64)
        json.value(value)
        return String(String(decoding: json.bytes, as: UTF8.self).prefix(60))
    }

    /// Names these terms and no others, but for the hashprice that they may leave open.
    var key: String {
        let hours = Set(prices).count == 1 ? "\(prices[0])" : prices.map { "\($0)" }.joined(separator: ",")
        let text = "\(siteId ?? 0) \(capKilowatts ?? -1) \(poolFeePercent) \(hours)"
        // A day of prices is longer than a key may be.
        return text.utf8.count <= 80 ? text : KeptAnswer(madeAt: Timestamp(unixMicros: 0), json: Array(text.utf8)).tag
    }

    /// No hashprice was given, and none can be made.
    static let noHashprice = Fault(field: "hashprice_usd_per_ph_day", expected: "a number, for no market data is stored")

    /// 422 with every fault.
    static func problem(_ faults: [Fault]) -> Response {
        .invalid(faults, detail: faults.map { "\($0.field): expected \($0.expected)." }.joined(separator: " "))
    }
}
