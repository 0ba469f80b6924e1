/// A quota as a row for the template. Pure.
enum UsageTable {
    static func row(_ usage: QuotaUsage, _ catalogue: Catalogue) -> JSONValue {
        let share = usage.limit > 0 ? min(1, Double(usage.used) / Double(usage.limit)) : 1
        return [
            "name": .string(usage.name), "label": .string(catalogue.find("usage.names.\(usage.name)") ?? usage.name),
            "used": .string(amount(usage.used, usage.unit)), "limit": .string(amount(usage.limit, usage.unit)),
            "window": .string(catalogue.find("usage.windows.\(usage.window)") ?? usage.window),
            "percent": .int(Int((share * 100).rounded())), "is_near": .bool(share >= 0.8 && share < 1), "is_over": .bool(share >= 1),
            "refusals": .int(usage.refusals), "was_refused": .bool(usage.refusals > 0),
        ]
    }

    /// A number for people: bytes in binary units, milliseconds in seconds, the rest in groups of three digits.
    static func amount(_ value: Int, _ unit: String) -> String {
        switch unit {
        case "bytes":
            let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
            var (number, place) = (Double(value), 0)
            while number >= 1_024, place < units.count - 1 { (number, place) = (number / 1_024, place + 1) }
            return place == 0 ? "\(value) B" : "\(tenths(number)) \(units[place])"
        case "milliseconds": return "\(tenths(Double(value) / 1_000)) s"
        default: return grouped(value)
        }
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? grouped(tenths / 10) : "\(grouped(tenths / 10)).\(tenths % 10)"
    }

    private static func grouped(_ value: Int) -> String {
        var digits = Array(String(abs(value)))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
