import PluginKit

/// What the page of the technical analysis is asked to show. Pure.
struct TechnicalQuery: Equatable, Sendable {
    /// The spans that the page offers.
    static let spans: [Int64] = [30, 90, 180, 365]
    private static let usualSpan: Int64 = 90

    let days: Int64
    let overlays: Set<ChartOverlay>
    private(set) var backtest: BacktestQuery

    /// Reads `days` and `overlay`, which may stand several times. Who says how many days says all overlays too, none included.
    /// Throws `.invalidArgument`.
    init(_ request: Request) throws(PluginError) {
        let words = request.query.filter { $0.name == "overlay" && !$0.value.isEmpty }.map(\.value)
        let days = try request.integer("days", in: 1...365)
        var overlays: Set<ChartOverlay> = []
        for word in words {
            guard let overlay = ChartOverlay(rawValue: word) else {
                let known = ChartOverlay.allCases.map(\.rawValue).joined(separator: ", ")
                throw PluginError(.invalidArgument, "overlay: expected one of \(known); found \"\(word.prefix(40))\".")
            }
            overlays.insert(overlay)
        }
        self.days = days ?? Self.usualSpan
        self.overlays = days == nil && words.isEmpty ? ChartOverlay.usual : overlays
        backtest = try BacktestQuery(request, days: "backtest_days")
    }

    /// The same, where a backtest has so many stored days.
    func within(stored: Int64) -> TechnicalQuery {
        var query = self
        query.backtest = backtest.within(stored: stored)
        return query
    }

    /// The address of the same view.
    var link: String {
        let chosen = ChartOverlay.allCases.filter(overlays.contains).map { "&overlay=\($0.rawValue)" }
        return "/analytics/technical?days=\(days)" + chosen.joined() + backtest.link
    }
}
