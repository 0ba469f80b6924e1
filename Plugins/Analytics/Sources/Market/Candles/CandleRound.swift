import PluginKit

/// The fetching of daily candles: once a day, from both exchanges that have them, to believe what they agree on. Pure.
struct CandleRound: Sendable {
    /// A candle's span.
    static let spanSeconds: Int64 = 86_400
    /// Days that one answer of an exchange goes back, so many of the stored ones are compared with it.
    static let answerDays: Int64 = 1_000
    /// Who has them, in the order in which they are trusted.
    private static let exchanges = [MarketQuery.binanceCandles, .bybitCandles]

    /// When the candle that opened then closed, which is when its close was true.
    static func closing(ofOpening openedAt: Timestamp) -> Timestamp { openedAt.adding(seconds: Double(spanSeconds)) }

    /// Days since 1970 at a time.
    static func day(_ time: Timestamp) -> Int64 { time.unixMicros / (spanSeconds * 1_000_000) }

    private let now: Timestamp
    private let close: ClosePrice?
    /// Whom to ask, all at once; nobody once the last whole day is stored.
    let queries: [MarketQuery]
    private var answers: [CandleAnswer] = []
    /// The days to store, in rising order.
    private(set) var days: [CandleConsensus.Believed] = []
    /// What is wrong with answers that could be read and are not believed, one for each exchange at most.
    private(set) var refusals: [ProviderFailure] = []

    /// - Parameter newest: When the newest stored candle opened; nil if there is none.
    /// - Parameter close: What others said of the price when the last whole day ended; nil if nobody did.
    init(newest: Timestamp?, now: Timestamp, close: ClosePrice?) {
        self.now = now
        self.close = close
        let span = Self.spanSeconds * 1_000_000
        let isComplete = newest.map { $0.unixMicros >= Self.today(now).unixMicros - span } ?? false
        queries = isComplete ? [] : Self.exchanges
    }

    /// Takes what came of a query. The day under way is left out: it still changes. An answer without the last whole day counts as none.
    mutating func take(_ query: MarketQuery, _ outcome: Result<[MarketCandle], ProviderFailure>) {
        guard case .success(let found) = outcome else { return }
        let span = Self.spanSeconds * 1_000_000
        let whole = found.filter { $0.openedAt.unixMicros % span == 0 && $0.openedAt.unixMicros <= now.unixMicros - span }
        guard let last = whole.last, last.openedAt == yesterday else {
            let end = whole.last.map { "end with that of \($0.openedAt.rfc3339)" } ?? "have no whole day"
            let words = "The candles \(end); expected that of \(yesterday.rfc3339)."
            return refusals.append(ProviderFailure(query.source, .outdated, words))
        }
        answers.append(CandleAnswer(query.source, whole))
    }

    /// Whether there is anything to judge.
    var isAnswered: Bool { !answers.isEmpty }

    /// Ends the round: what the answers come to beside what is stored, by days since 1970.
    mutating func judge(stored: [Int64: DayPrices]) {
        let order = Self.exchanges.map(\.source)
        let sorted = answers.sorted { (order.firstIndex(of: $0.source) ?? 0) < (order.firstIndex(of: $1.source) ?? 0) }
        let near = sorted.filter { answer in
            guard let refusal = refusal(of: answer, among: sorted) else { return true }
            refusals.append(refusal)
            return false
        }
        let consensus = CandleConsensus(near, stored: stored, seenDay: seenDay(near))
        days = consensus.believed
        refusals += consensus.contradictions
    }

    /// A close that nobody else saw: an exchange that tells it is not believed in anything. What two exchanges say together counts as much as the
    /// prices, so long as it is not far off.
    private func refusal(of answer: CandleAnswer, among all: [CandleAnswer]) -> ProviderFailure? {
        guard let close, let last = answer.candles.last else { return nil }
        let others = all.filter { $0.source != answer.source }.compactMap(\.candles.last)
        let isSeen = others.contains { $0.prices.agrees(with: last.prices) } || close.near.contains(last.closeUSD)
        guard !isSeen || close.isFar(last.closeUSD) else { return nil }
        return ProviderFailure(
            answer.source, .implausible, "The candle of \(yesterday.rfc3339) closes at \(last.closeUSD) where others said \(close.usd).")
    }

    private func seenDay(_ answers: [CandleAnswer]) -> Int64? {
        guard let close, close.isOfThen, let last = answers.first?.candles.last, close.near.contains(last.closeUSD) else { return nil }
        return last.day
    }

    private var yesterday: Timestamp { Self.today(now).adding(seconds: -Double(Self.spanSeconds)) }

    /// When the day under way began, which is when the last whole one ended.
    static func today(_ now: Timestamp) -> Timestamp {
        Timestamp(unixMicros: now.unixMicros - now.unixMicros % (spanSeconds * 1_000_000))
    }

    /// What is stored of each exchange whose word is taken.
    var rows: [AnswerRows] {
        Self.exchanges.map(\.source).compactMap { source in
            let own = days.filter { $0.source == source }
            guard !own.isEmpty else { return nil }
            return AnswerRows(
                source: source, content: .candles, count: own.count, calls: [Database.Call("candles_write", Self.rows(own))], inVain: nil)
        }
    }

    private static func rows(_ days: [CandleConsensus.Believed]) -> Value {
        Value.json { json in
            json.array { json in
                for day in days {
                    json.object { json in
                        json.field("span_seconds", spanSeconds)
                        json.field("opened_at", day.candle.openedAt)
                        json.field("open_usd", day.candle.openUSD)
                        json.field("high_usd", day.candle.highUSD)
                        json.field("low_usd", day.candle.lowUSD)
                        json.field("close_usd", day.candle.closeUSD)
                        json.field("volume_btc", day.candle.volumeBTC)
                        json.field("source", day.source.rawValue)
                    }
                }
            }
        }
    }
}
