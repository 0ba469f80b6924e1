import PluginKit

/// The fetching of daily candles: once a day, from the first exchange that has them. Pure.
struct CandleRound: Sendable {
    /// A candle's span.
    static let spanSeconds: Int64 = 86_400

    /// When the candle that opened then closed, which is when its close was true.
    static func closing(ofOpening openedAt: Timestamp) -> Timestamp { openedAt.adding(seconds: Double(spanSeconds)) }

    private let now: Timestamp
    private var remaining: ArraySlice<MarketQuery>
    private var asked: MarketQuery?
    private(set) var source: MarketSource?
    /// Whole days, in rising order.
    private(set) var candles: [MarketCandle] = []

    /// - Parameter newest: When the newest stored candle opened; nil if there is none.
    init(newest: Timestamp?, now: Timestamp) {
        self.now = now
        let span = Self.spanSeconds * 1_000_000
        let today = now.unixMicros - now.unixMicros % span
        let isComplete = newest.map { $0.unixMicros >= today - span } ?? false
        remaining = isComplete ? [] : [.binanceCandles, .bybitCandles]
    }

    /// Whom to ask now; nil when the round is over.
    mutating func next() -> MarketQuery? {
        guard candles.isEmpty else { return nil }
        asked = remaining.popFirst()
        return asked
    }

    /// Takes what came. The day under way is left out: it still changes.
    mutating func take(_ outcome: Result<[MarketCandle], ProviderFailure>?) {
        guard let asked, case .success(let found) = outcome else { return }
        let span = Self.spanSeconds * 1_000_000
        candles = found.filter { $0.openedAt.unixMicros % span == 0 && $0.openedAt.unixMicros <= now.unixMicros - span }
        source = asked.source
    }

    /// The rows as `candles_write` takes them; nil without candles.
    var rows: Value? {
        guard let source, !candles.isEmpty else { return nil }
        return Value.json { json in
            json.array { json in
                for candle in candles {
                    json.object { json in
                        json.field("span_seconds", Self.spanSeconds)
                        json.field("opened_at", candle.openedAt)
                        json.field("open_usd", candle.openUSD)
                        json.field("high_usd", candle.highUSD)
                        json.field("low_usd", candle.lowUSD)
                        json.field("close_usd", candle.closeUSD)
                        json.field("volume_btc", candle.volumeBTC)
                        json.field("source", source.rawValue)
                    }
                }
            }
        }
    }
}
