/// Numbers as a page shows them before a browser writes them in its own way. Pure.
enum DisplayNumber {
    /// A number with so many decimals, rounded half away from zero.
    static func text(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        guard abs(value) * factor < 9e18 else { return "–" }
        let scaled = Int64((abs(value) * factor).rounded())
        let whole = scaled / Int64(factor)
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let fraction = String(scaled % Int64(factor))
        return "\(sign)\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    /// A number with at most so many decimals, without zeros at its end.
    static func short(_ value: Double, _ decimals: Int) -> String {
        value.rounded() == value ? text(value, 0) : text(value, decimals)
    }

    /// A rate in the unit that reads best.
    static func hashrate(_ terahashes: Double) -> (value: String, unit: String) {
        if terahashes >= 1_000_000 { return (text(terahashes / 1_000_000, 2), "EH/s") }
        if terahashes >= 1_000 { return (text(terahashes / 1_000, 2), "PH/s") }
        return (text(terahashes, 1), "TH/s")
    }

    /// A power in the unit that reads best.
    static func power(_ watts: Double) -> (value: String, unit: String) {
        if watts >= 1_000_000 { return (text(watts / 1_000_000, 2), "MW") }
        if watts >= 1_000 { return (text(watts / 1_000, 1), "kW") }
        return (text(watts, 0), "W")
    }

    /// A share in whole percent; 0 of nothing.
    static func percent(_ part: Double, of whole: Double) -> Int64 {
        guard whole > 0, part.isFinite else { return 0 }
        return Int64(saturating: (part / whole * 100).rounded())
    }

    /// A span of time in its two largest units: "3 d 4 h".
    static func duration(_ seconds: Int64) -> String {
        let parts = [(seconds / 86_400, "d"), (seconds % 86_400 / 3_600, "h"), (seconds % 3_600 / 60, "min")].filter { $0.0 > 0 }
        return parts.isEmpty ? "\(seconds) s" : parts.prefix(2).map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
