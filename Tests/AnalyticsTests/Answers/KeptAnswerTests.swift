import PluginKit
import Testing

@testable import Analytics

@Suite("Answers as they are kept")
struct KeptAnswerTests {
    @Test("An answer comes back with its time, its tag is that of its bytes, and bytes that are none are not there") func roundTrip() throws
    {
        let answer = KeptAnswer(madeAt: Timestamp(unixMicros: 1_790_000_000_123_456), json: Array("{\"a\":\"比特币\"}".utf8))
        let back = try #require(KeptAnswer(cacheBytes: answer.cacheBytes))
        #expect(back == answer && back.tag == answer.tag)
        #expect(back.ageSeconds(answer.madeAt.adding(seconds: 61.9)) == 61)
        #expect(back.ageSeconds(answer.madeAt.adding(seconds: -5)) == 0, "a clock that went back")
        #expect(KeptAnswer(madeAt: answer.madeAt, json: Array("{\"a\":1}".utf8)).tag != answer.tag)
        #expect(KeptAnswer(madeAt: answer.madeAt.adding(seconds: 1), json: answer.json).tag == answer.tag)
        for count in 0..<10 { #expect(KeptAnswer(cacheBytes: Array(repeating: 0, count: count)) == nil) }
    }

    @Test("What is known of candles changes with the newest, with their number and when they grow stale") func ground() {
        let newest = Timestamp(unixMicros: 1_790_035_200_000_000)
        func key(_ newest: Timestamp?, _ days: Int64, after hours: Double) -> String {
            CandleGround(newest: newest, days: days, now: (newest ?? Timestamp(unixMicros: 0)).adding(seconds: hours * 3_600)).key
        }
        let keys = [
            key(nil, 0, after: 0), key(newest, 400, after: 30), key(newest, 401, after: 30),
            key(newest.adding(seconds: 86_400), 400, after: 30),
            key(newest, 400, after: 80),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(key(newest, 400, after: 30) == key(newest, 400, after: 31))
        #expect(CandleGround(newest: nil, days: 0, now: newest).age == nil)
    }

    @Test("A plan comes back as it was, hour for hour and miner for miner") func plan() throws {
        var terms = OptimizationTerms(
            try JSONValue(parsing: Array("{\"usd_per_kwh\": 0.05, \"cap_kw\": 8, \"pool_fee_percent\": 1.5}".utf8)))
        terms.prices = (0..<24).map { 0.03 + 0.002 * Double($0) }
        let miners = (1...9).map { (number: Int) -> OptimizedMiner in
            let share = Double(number)
            return OptimizedMiner(
                id: Int64(number) << 40, serialNumber: "S\"\(number)", hashrateTHs: 90 + share / 3, powerWatts: 2_800 + share * 77.7,
                isNameplate: number % 3 == 0)
        }
        let outcome = OptimizationOutcome(miners, terms: terms, grossHashprice: 47.11)
        let back = try #require(OptimizationOutcome(keptBytes: outcome.keptBytes))
        #expect(back.hashprice == outcome.hashprice && back.grossHashprice == 47.11 && back.ranked == outcome.ranked)
        #expect(back.profitUSDDay == outcome.profitUSDDay && back.plan.profitOfAll == outcome.plan.profitOfAll)
        #expect(back.plan.hours.map(\.runs) == outcome.plan.hours.map(\.runs) && Set(back.plan.hours.map(\.runs)).count > 1)
        for index in miners.indices {
            #expect(back.advice(index) == outcome.advice(index))
            #expect(back.miners[index].id == miners[index].id && back.miners[index].isNameplate == miners[index].isNameplate)
        }
        for text in ["", "{}", "[]", "{\"gross\":1,\"net\":1,\"of_all\":1,\"ids\":[1],\"serials\":[],\"hashrates\":[],\"powers\":[]}"] {
            #expect(OptimizationOutcome(keptBytes: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("Terms have a key of their own each, short enough with 24 prices too") func terms() throws {
        func key(_ text: String) throws -> String { OptimizationTerms(try JSONValue(parsing: Array(text.utf8))).key }
        let hours = (0..<24).map { "0.\(50 + $0)12345" }
        let keys = [
            try key("{\"usd_per_kwh\": 0.05}"), try key("{\"usd_per_kwh\": 0.06}"), try key("{\"usd_per_kwh\": 0.05, \"cap_kw\": 5}"),
            try key("{\"usd_per_kwh\": 0.05, \"site_id\": 5}"), try key("{\"usd_per_kwh\": 0.05, \"pool_fee_percent\": 5}"),
            try key("{\"usd_per_kwh_by_hour\": [\(hours.joined(separator: ","))]}"),
            try key("{\"usd_per_kwh_by_hour\": [\(hours.reversed().joined(separator: ","))]}"),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.utf8.count <= 80 })
    }
}
