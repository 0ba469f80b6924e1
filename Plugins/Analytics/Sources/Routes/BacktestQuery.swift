import PluginKit

/// Which rule is traded over which days, and what a trade costs. Pure.
struct BacktestQuery: Equatable, Sendable {
    private static let spans: [Int64] = [365, 730, 1_460, 3_650]
    private static let shortest: Int64 = 30
    /// All rules, and each alone.
    static var rules: [(word: String, kind: SignalKind?)] {
        [("all", nil)] + SignalKind.allCases.map { ($0.rawValue, $0) }
    }

    private static let usualDays: Int64 = 730
    /// What a purchase or a sale costs at the large exchanges, in percent.
    private static let usualFeePercent = 0.1

    let rule: String
    let kind: SignalKind?
    private(set) var days: Int64
    let feePercent: Double

    /// Reads `rule`, the days by the name given and `fee_percent`. Throws `.invalidArgument`.
    init(_ request: Request, days name: String = "days") throws(PluginError) {
        days = try request.integer(name, in: Self.shortest...3_650) ?? Self.usualDays
        let fee = try request.number("fee_percent") ?? Self.usualFeePercent
        guard (0...50).contains(fee) else { throw PluginError(.invalidArgument, "fee_percent: expected 0 to 50, found \(fee).") }
        feePercent = fee
        let word = request.text("rule") ?? "all"
        guard let rule = Self.rules.first(where: { $0.word == word }) else {
            let known = Self.rules.map(\.word).joined(separator: ", ")
            throw PluginError(.invalidArgument, "rule: expected one of \(known); found \"\(word.prefix(40))\".")
        }
        (self.rule, kind) = rule
    }

    /// The spans that the page offers: those that so many stored days fill, else what there is.
    static func spans(stored: Int64) -> [Int64] {
        let filled = spans.filter { $0 <= stored }
        return filled.isEmpty ? [max(shortest, stored)] : filled
    }

    /// What can be shown for so many days: where they are not stored, the longest span on offer.
    static func days(_ asked: Int64, stored: Int64) -> Int64 {
        asked <= stored ? asked : spans(stored: stored).last { $0 <= asked } ?? shortest
    }

    /// The same, where so many days are stored.
    func within(stored: Int64) -> BacktestQuery {
        var query = self
        query.days = Self.days(days, stored: stored)
        return query
    }

    /// What follows an address that shows the same; nothing of what is usual.
    var link: String {
        (rule == "all" ? "" : "&rule=\(rule)") + (days == Self.usualDays ? "" : "&backtest_days=\(days)")
            + (feePercent == Self.usualFeePercent ? "" : "&fee_percent=\(feePercent)")
    }

    /// Where the figures of this one are.
    var source: String { "/api/v1/analytics/backtest?rule=\(rule)&days=\(days)&fee_percent=\(feePercent)" }

    /// What the rule would have earned on candles that begin with those that warm the indicators up; nil of fewer than two.
    func run(_ candles: CandleSeries, kind: SignalKind?) -> (result: BacktestResult, first: Int)? {
        let first = max(0, candles.count - Int(days))
        return Backtest.run(opens: candles.opens, closes: candles.closes, kind: kind, feeShare: feePercent / 100, first: first)
            .map { ($0, first) }
    }
}
