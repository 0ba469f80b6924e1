import Glibc
import PluginKit
import Testing

@testable import Analytics

@Suite("What was told of each candle")
struct SignalRecordTests {
    private static let first = Timestamp(unixMicros: 1_700_006_400_000_000)
    private let now = first.adding(seconds: 401 * 86_400 + 300)

    /// 400 days of a price that swings, with other closes where one says so.
    private func candles(_ count: Int = 400, closes changed: [Int: Double] = [:]) -> CandleSeries {
        let closes = (0..<count).map { changed[$0] ?? (60_000 + 8_000 * sin(Double($0) / 9)) }
        return CandleSeries(
            openedAt: (0..<count).map { Self.first.adding(seconds: Double($0) * 86_400) }, opens: closes, highs: closes.map { $0 + 300 },
            lows: closes.map { $0 - 300 }, closes: closes)
    }

    private func words(_ told: [ToldSignal]) -> [Timestamp: SignalRecord.LastWord] {
        Dictionary(
            uniqueKeysWithValues: told.map { one in
                (
                    one.openedAt,
                    SignalRecord.LastWord(
                        revision: one.revision, direction: one.said.direction,
                        rules: Dictionary(uniqueKeysWithValues: one.said.signals.map { ($0.kind, $0.direction) }))
                )
            })
    }

    private func told(upTo counts: ClosedRange<Int>) -> [Timestamp: SignalRecord.LastWord] {
        counts.reduce(into: [:]) { known, count in
            let analysis = TechnicalAnalysis(candles(count))
            known.merge(words(SignalRecord(lastWords: known).additions(analysis, now: now))) { $1 }
        }
    }

    @Test("Of the newest candle is told what the rules say, with every indicator, and nothing of those that nobody was told of")
    func newest() throws {
        let analysis = TechnicalAnalysis(candles())
        let told = SignalRecord(lastWords: [:]).additions(analysis, now: now)
        #expect(told.count == 1)
        let one = try #require(told.first)
        #expect(one.revision == 1 && one.toldAt == now && one.openedAt == analysis.candles.openedAt[399])
        #expect(one.closeUSD == analysis.candles.closes[399] && one.said == analysis.signal)
        #expect(one.indicators.map(\.name) == analysis.indicators.map(\.name))
        #expect(zip(one.indicators, analysis.indicators).allSatisfy { $0.value == $1.values[399] })
        #expect(SignalRecord(lastWords: [:]).additions(TechnicalAnalysis(candles(33)), now: now).isEmpty)
    }

    @Test("With the same candles nothing more is told; a new day adds one word and changes none before")
    func steady() {
        let known = told(upTo: 390...399)
        #expect(known.count == 10 && known.values.allSatisfy { $0.revision == 1 })
        #expect(SignalRecord(lastWords: known).additions(TechnicalAnalysis(candles(399)), now: now).isEmpty)
        let next = SignalRecord(lastWords: known).additions(TechnicalAnalysis(candles()), now: now)
        #expect(next.map(\.openedAt) == [Self.first.adding(seconds: 399 * 86_400)])
    }

    @Test("A correction that makes a rule say something else is a further revision; one that only moves figures is none")
    func corrected() throws {
        let known = told(upTo: 390...399)
        let moved = TechnicalAnalysis(candles(399, closes: [395: candles().closes[395] * 1.0001]))
        #expect(SignalRecord(lastWords: known).additions(moved, now: now).isEmpty)
        let crashed = TechnicalAnalysis(candles(closes: [398: 30_000]))
        let told = SignalRecord(lastWords: known).additions(crashed, now: now)
        let corrected = try #require(told.first { $0.openedAt == Self.first.adding(seconds: 398 * 86_400) })
        #expect(corrected.revision == 2 && corrected.closeUSD == 30_000)
        #expect(corrected.said.signals.first { $0.kind == .bollingerBreakout }?.direction == .sell)
        #expect(told.last?.revision == 1 && told.last?.openedAt == Self.first.adding(seconds: 399 * 86_400))
        // Taken back, it is corrected once more; the first word is never written again.
        let after = known.merging(words(told)) { $1 }
        let back = SignalRecord(lastWords: after).additions(TechnicalAnalysis(candles()), now: now)
        #expect(back.first { $0.openedAt == corrected.openedAt }?.revision == 3)
    }

    @Test("What is stored reads back as the same rules, and a rule of another time as its reason alone") func stored() throws {
        let said = try #require(TechnicalAnalysis(candles()).signal)
        var json = JSONWriter()
        json.object { said.writeRules(to: &$0) }
        let rules = try #require(JSONValue(parsing: json.bytes)["rules"])
        var list = JSONWriter()
        list.value(rules)
        let read = StoredRule.all(String(decoding: list.bytes, as: UTF8.self))
        #expect(read.map(\.signal) == said.signals.map(Optional.some))
        #expect(read.map(\.reason) == said.signals.map(\.reason))
        let old = StoredRule.all(#"[{"rule":"moon","direction":"buy","strength":1,"value":1,"threshold":0,"reason":"It was full."}]"#)
        #expect(old.count == 1 && old[0].signal == nil && old[0].reason == "It was full.")
        for damaged in ["", "{", "{}", "null", "[1]", "[{}]"] {
            #expect(StoredRule.all(damaged).allSatisfy { $0.signal == nil && $0.reason.isEmpty }, "\(damaged)")
        }
    }

    @Test("A backtest of what was told trades that and nothing that would be said now, nor what was told a day late") func backtest() throws
    {
        let candles = candles(20, closes: Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, 100 * pow(1.01, Double($0))) }))
        func told(_ bar: Int, _ direction: SignalDirection, hoursLate: Double = 0.1) -> (Timestamp, Timestamp, SignalDirection) {
            let opened = candles.openedAt[bar]
            return (opened, opened.adding(seconds: 86_400 + hoursLate * 3_600), direction)
        }
        let bought = ToldDirections([told(4, .hold), told(5, .buy), told(9, .sell)])
        let (result, first) = try #require(bought.backtest(candles, feeShare: 0))
        #expect(first == 4 && result.trades == 1)
        #expect(abs(result.totalReturn - (candles.opens[10] / candles.opens[6] - 1)) < 1e-12)
        let late = ToldDirections([told(4, .hold), told(5, .buy, hoursLate: 25)])
        #expect(try #require(late.backtest(candles, feeShare: 0)).result.trades == 0)
        #expect(ToldDirections([]).backtest(candles, feeShare: 0) == nil)
    }
}
