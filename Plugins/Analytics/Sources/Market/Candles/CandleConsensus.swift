import PluginKit

/// Which days of the exchanges' answers to believe. Pure.
///
/// A day on which both exchanges agree is believed, and only such a one takes the place of a day that is stored. A day that is not stored yet is
/// believed of one exchange where it can stand between the days beside it; of two that contradict each other it is the one that does so better.
struct CandleConsensus: Sendable {
    /// A day to store.
    struct Believed: Equatable, Sendable {
        let candle: MarketCandle
        let source: MarketSource
        /// Exchanges that agree.
        let agreeing: Int
    }

    /// In rising order.
    private(set) var believed: [Believed] = []
    /// One for each exchange that told a day which is not believed.
    private(set) var contradictions: [ProviderFailure] = []

    /// By exchange: the first day that is not believed, why, and how many there are.
    private var doubted: [MarketSource: (words: String, days: Int)] = [:]
    private var before: (day: Int64, closeUSD: Double)?
    private let seenDay: Int64?

    /// Judges answers, in the order in which their exchanges are trusted.
    ///
    /// - Parameter stored: What is stored, by days since 1970.
    /// - Parameter seenDay: The day whose close the sources of prices have seen; nil if they have not.
    init(_ answers: [CandleAnswer], stored: [Int64: DayPrices], seenDay: Int64?) {
        self.seenDay = seenDay
        let days = Set(answers.flatMap { $0.candles.map(\.day) }).union(stored.keys).sorted()
        for day in days {
            let told: [(answer: CandleAnswer, candle: MarketCandle)] = answers.compactMap { answer in answer[day].map { (answer, $0) } }
            if let known = stored[day] { judge(told, stored: known, day) } else { judge(told, day) }
        }
        contradictions = answers.compactMap { answer in
            guard let (words, days) = doubted[answer.source] else { return nil }
            return ProviderFailure(answer.source, .implausible, days == 1 ? words : "\(words) \(days) days are contradicted.")
        }
    }

    private mutating func judge(_ told: [(answer: CandleAnswer, candle: MarketCandle)], stored: DayPrices, _ day: Int64) {
        if isAgreed(told) { return believe(told, day) }
        before = (day, stored.closeUSD)
        for (answer, candle) in told where !stored.agrees(with: candle.prices) {
            doubt(answer, candle, "where the stored day has \(stored)")
        }
    }

    private mutating func judge(_ told: [(answer: CandleAnswer, candle: MarketCandle)], _ day: Int64) {
        if isAgreed(told) { return believe(told, day) }
        let neighbours = CandleNeighbours(before: before, seenDay: seenDay)
        let fitting = told.filter { neighbours.fits($0.candle, of: $0.answer) }
        let best = fitting.min { neighbours.roughness($0.candle, of: $0.answer) < neighbours.roughness($1.candle, of: $1.answer) }
        for (answer, candle) in told where answer.source != best?.answer.source {
            doubt(answer, candle, best.map { "where \($0.answer.source.title) has \($0.candle.prices)" } ?? "far from the days beside it")
        }
        if let best { believe([best], day) }
    }

    private func isAgreed(_ told: [(answer: CandleAnswer, candle: MarketCandle)]) -> Bool {
        guard told.count > 1, let first = told.first else { return false }
        return told.dropFirst().allSatisfy { first.candle.prices.agrees(with: $0.candle.prices) }
    }

    private mutating func believe(_ told: [(answer: CandleAnswer, candle: MarketCandle)], _ day: Int64) {
        guard let (answer, candle) = told.first else { return }
        believed.append(Believed(candle: candle, source: answer.source, agreeing: told.count))
        before = (day, candle.prices.closeUSD)
    }

    private mutating func doubt(_ answer: CandleAnswer, _ candle: MarketCandle, _ why: String) {
        let words = "The candle of \(candle.openedAt.rfc3339.prefix(10)) has \(candle.prices) \(why)."
        doubted[answer.source] = (doubted[answer.source]?.words ?? words, (doubted[answer.source]?.days ?? 0) + 1)
    }
}
