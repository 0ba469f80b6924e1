import PluginKit
import Testing

@testable import Analytics

@Suite("Values, their age, and candles")
struct MarketValueTests {
    private let now = Timestamp(unixMicros: 1_790_000_000_000_000)

    @Test(
        "A height brings the subsidy of the block that is mined next",
        arguments: [(0, 50.0), (839_998, 6.25), (839_999, 3.125), (1_049_999, 1.5625)])
    func subsidy(height: Int, bitcoins: Double) throws {
        var round = FailoverRound(.height, previous: nil)
        for query in round.next() {
            round.take(query, .success([try MarketObservation(.height, Double(max(1, height)), from: query.source)]))
        }
        let values = MarketValue.from([round], now: now)
        #expect(values.map(\.metric) == [.height, .subsidyBTC])
        #expect(values[1].value == bitcoins)
    }

    @Test("Subsidy and fees of one round bring the fees' share of the reward, as old as the older") func share() throws {
        let earlier = now.adding(seconds: -60)
        func round(_ metric: MarketMetric, _ value: Double, at: Timestamp?) throws -> FailoverRound {
            var round = FailoverRound(metric, previous: nil)
            for query in round.next() {
                round.take(query, .success([try MarketObservation(metric, value, from: query.source, observedAt: at)]))
            }
            return round
        }
        let rounds = [try round(.height, 958_000, at: nil), try round(.feesBTCPerBlock, 0.125, at: earlier)]
        let share = try #require(MarketValue.from(rounds, now: now).first { $0.metric == .feeSharePercent })
        #expect(abs(share.value - 100 * 0.125 / 3.25) < 1e-9 && share.recordedAt == earlier && share.source == "mempool.space")
        for alone in rounds { #expect(!MarketValue.from([alone], now: now).contains { $0.metric == .feeSharePercent }) }
    }

    @Test("All subsidies sum to the known supply") func supply() {
        let satoshis = (0..<34).reduce(Int64(0)) { $0 + Subsidy.satoshis(height: Int64($1) * 210_000) * 210_000 }
        #expect(satoshis == 2_099_999_997_690_000)
        #expect(Subsidy.satoshis(height: -1) == 0)
        #expect(Subsidy.satoshis(height: .max) == 0)
    }

    @Test("A time that lies ahead becomes now") func future() throws {
        var round = FailoverRound(.priceUSD, previous: nil)
        for query in round.next() {
            round.take(
                query, .success([try MarketObservation(.priceUSD, 65_000, from: query.source, observedAt: now.adding(seconds: 900))]))
        }
        #expect(MarketValue.from([round], now: now).map(\.recordedAt) == [now])
    }

    @Test("A value is due when its lifetime is over and stale when it has missed a round") func ages() {
        func past(_ seconds: Double) -> Timestamp { now.adding(seconds: -seconds) }
        #expect(Staleness.isDue(.priceUSD, recordedAt: nil, now: now))
        #expect(!Staleness.isDue(.priceUSD, recordedAt: past(120), now: now))
        #expect(Staleness.isDue(.priceUSD, recordedAt: past(295), now: now))
        #expect(!Staleness.isDue(.difficulty, recordedAt: past(600), now: now))
        #expect(Staleness.isDue(.difficulty, recordedAt: past(900), now: now))
        #expect(!Staleness.isStale(.priceUSD, recordedAt: past(600), now: now))
        #expect(Staleness.isStale(.priceUSD, recordedAt: past(601), now: now))
        #expect(!Staleness.isStale(.height, recordedAt: past(1_800), now: now))
        #expect(Staleness.isStale(.height, recordedAt: past(1_801), now: now))
        #expect(Staleness.ageSeconds(now.adding(seconds: 50), now: now) == 0)
    }

    @Test("Spans of charts are read, and what is none is refused with what was expected") func spans() throws {
        let span = try ChartSpan(from: "-7d", to: nil, step: nil, now: now)
        #expect(span.from == now.adding(seconds: -7 * 86_400))
        #expect(span.step == .raw)
        #expect(try ChartSpan(from: "-30d", to: "now", step: "5m", now: now).step == .raw)
        #expect(try ChartSpan(from: "-30d", to: nil, step: nil, now: now).step == .hour)
        #expect(try ChartSpan(from: "-365d", to: nil, step: nil, now: now).step == .day)
        for (from, step) in [("tomorrow", nil), ("-0d", nil), ("-1y", nil), ("-99999d", nil), ("-1d", "2h"), ("now", nil)]
            as [(String, String?)]
        {
            #expect(throws: PluginError.self, "\(from)") { try ChartSpan(from: from, to: nil, step: step, now: now) }
        }
    }

    @Test(
        "A step that has more points in the span than one answer holds is refused with the step to use",
        arguments: [
            ("-35d", "5m", "1h"), ("-35d", "raw", "1h"), ("-91d", "raw", "1h"), ("-417d", "1h", "1d"), ("-417d", "raw", "1d"),
        ])
    func manyPoints(from: String, step: String, fitting: String) throws {
        let error = #expect(throws: PluginError.self) { try ChartSpan(from: from, to: nil, step: step, now: now) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "step: expected \(fitting), for \(step) has more than 10000 points from from to to.")
        #expect(try ChartSpan(from: from, to: nil, step: fitting, now: now).step.rawValue == fitting)
        // Without a word about the step one is chosen that fits.
        #expect(try ChartSpan(from: from, to: nil, step: nil, now: now).from < now)
    }

    @Test("The longest spans that an answer holds whole are told") func longest() throws {
        #expect(try ChartSpan(from: "-34d", to: nil, step: "raw", now: now).step == .raw)
        #expect(try ChartSpan(from: "-10000h", to: nil, step: "1h", now: now).step == .hour)
        #expect(try ChartSpan(from: "-10000d", to: nil, step: "1d", now: now).step == .day)
        for days in 1...10_000 {
            let span = try ChartSpan(from: "-\(days)d", to: nil, step: nil, now: now)
            #expect(Double(days) * 86_400 / span.step.seconds <= 10_000)
        }
    }

    @Test("Numbers stand with their thousands apart and the unit that reads best") func display() {
        #expect(DisplayNumber.text(1_234_567.891, 2) == "1,234,567.89")
        #expect(DisplayNumber.text(-0.004, 2) == "0.00")
        #expect(DisplayNumber.text(.nan, 2) == "–")
        #expect(DisplayNumber.metric(.difficulty, 124_932_866_006_548).value == "124.93")
        #expect(DisplayNumber.metric(.retargetAt, 1_795_867_200) == ("11-28", "12:00 UTC"))
    }
}
