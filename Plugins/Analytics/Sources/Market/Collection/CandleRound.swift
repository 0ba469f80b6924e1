import PluginKit

/// The fetching of daily candles: once a day, from the first exchange that has them and can be believed. Pure.
struct CandleRound: Sendable {
    /// A candle's span.
    static let spanSeconds: Int64 = 86_400

    /// When the candle that opened then closed, which is when its close was true.
    static func closing(ofOpening openedAt: Timestamp) -> Timestamp { openedAt.adding(seconds: Double(spanSeconds)) }

    private let now: Timestamp
    private let closeUSD: Double?
    private var remaining: ArraySlice<MarketQuery>
    private var asked: MarketQuery?
    private(set) var source: MarketSource?
    /// Whole days, in rising order.
    private(set) var candles: [MarketCandle] = []
    /// What is wrong with answers that could be read and are not believed.
    private(set) var refusals: [ProviderFailure] = []

    /// - Parameter newest: When the newest stored candle opened; nil if there is none.
    /// - Parameter closeUSD: What others said of the price when the last whole day ended; nil if nobody did.
    init(newest: Timestamp?, now: Timestamp, closeUSD: Double?) {
        self.now = now
        self.closeUSD = closeUSD
        let span = Self.spanSeconds * 1_000_000
        let today = Self.today(now).unixMicros
        let isComplete = newest.map { $0.unixMicros >= today - span } ?? false
        remaining = isComplete ? [] : [.binanceCandles, .bybitCandles]
    }

    /// Whom to ask now; nil when the round is over.
    mutating func next() -> MarketQuery? {
        guard candles.isEmpty else { return nil }
        asked = remaining.popFirst()
        return asked
    }

    /// Takes what came. The day under way is left out: it still changes. An answer without the last whole day, or with a close that nobody else
    /// saw, counts as none: days that are stored would be overwritten with it.
    mutating func take(_ outcome: Result<[MarketCandle], ProviderFailure>?) {
        guard let asked, case .success(let found) = outcome else { return }
        let span = Self.spanSeconds * 1_000_000
        let whole = found.filter { $0.openedAt.unixMicros % span == 0 && $0.openedAt.unixMicros <= now.unixMicros - span }
        if let refusal = refusal(of: whole, from: asked.source) {
            refusals.append(refusal)
        } else {
            (candles, source) = (whole, asked.source)
        }
    }

    private func refusal(of whole: [MarketCandle], from source: MarketSource) -> ProviderFailure? {
        let yesterday = Self.today(now).adding(seconds: -Double(Self.spanSeconds))
        guard let last = whole.last, last.openedAt == yesterday else {
            let found = whole.last.map { "end with that of \($0.openedAt.rfc3339)" } ?? "have no whole day"
            return ProviderFailure(source, .outdated, "The candles \(found); expected that of \(yesterday.rfc3339).")
        }
        guard let closeUSD, !MarketConsensus.isWithin(MarketMetric.priceUSD.believedAlone, of: closeUSD, last.closeUSD) else { return nil }
        return ProviderFailure(
            source, .implausible, "The candle of \(yesterday.rfc3339) closes at \(last.closeUSD) where others said \(closeUSD).")
    }

    /// When the day under way began, which is when the last whole one ended.
    static func today(_ now: Timestamp) -> Timestamp {
        Timestamp(unixMicros: now.unixMicros - now.unixMicros % (spanSeconds * 1_000_000))
    }

    /// The stored price that is nearest to the last whole day's end; nil of none.
    static func closeUSD(_ prices: [HistoryPoint], now: Timestamp) -> Double? {
        let end = today(now)
        return prices.min { abs($0.at.micros(since: end)) < abs($1.at.micros(since: end)) }?.value
    }

    /// What is stored; nil without candles.
    var rows: AnswerRows? {
        guard let source, !candles.isEmpty else { return nil }
        let rows = Value.json { json in
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
        return AnswerRows(
            source: source, content: .candles, count: candles.count, calls: [Database.Call("candles_write", rows)], inVain: nil)
    }
}
