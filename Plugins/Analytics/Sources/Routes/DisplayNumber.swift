import PluginKit

/// Numbers as a page shows them. Pure.
enum DisplayNumber {
    /// A number with so many decimals, rounded half away from zero, its thousands apart.
    static func text(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        guard abs(value) * factor < 9e18 else { return "–" }
        let scaled = Int64((abs(value) * factor).rounded())
        let sign = value < 0 && scaled != 0 ? "-" : ""
        let whole = grouped(scaled / Int64(factor))
        guard decimals > 0 else { return sign + whole }
        let fraction = String(scaled % Int64(factor))
        return "\(sign)\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    /// A value of a metric with the decimals and the unit that read best.
    static func metric(_ metric: MarketMetric, _ value: Double) -> (value: String, unit: String) {
        switch metric {
        case .priceUSD: (text(value, value >= 1_000 ? 0 : 2), "USD")
        case .difficulty: value >= 1e12 ? (text(value / 1e12, 2), "T") : (text(value, 2), "")
        case .height: (text(value, 0), "")
        case .subsidyBTC: (text(value, 3), "BTC")
        case .feesBTCPerBlock: (text(value, 4), "BTC")
        case .feeSharePercent: (text(value, 2), "%")
        case .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: (text(value, value == value.rounded() ? 0 : 1), "sat/vB")
        case .networkHashrateEHs: (text(value, 1), "EH/s")
        case .retargetChangePercent: (value > 0 ? "+" + text(value, 2) : text(value, 2), "%")
        case .retargetBlocks: (text(value, 0), "")
        case .retargetAt: day(Timestamp(unixMicros: 0).adding(seconds: value))
        case .impliedVolatilityPercent: (text(value, 1), "%")
        }
    }

    /// Month and day, and the hour beside them: a tile has no room for the year.
    private static func day(_ time: Timestamp) -> (value: String, unit: String) {
        let text = DisplayTime.text(time)
        return (String(text.prefix(10).suffix(5)), String(text.dropFirst(11)))
    }

    private static func grouped(_ whole: Int64) -> String {
        let digits = Array(String(whole))
        var result = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }
}
