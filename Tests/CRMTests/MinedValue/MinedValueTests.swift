import PluginKit
import TestSupport
import Testing

@testable import CRM

@Suite struct MinedValueTests {
    private func network(_ number: Int, fees: Decimal? = "0.02", price: Decimal) -> NetworkDay {
        NetworkDay(
            day: CalendarDay(number: 18_262 + number), difficulty: "86400000000000", subsidyBTC: "3.125", feesBTCPerBlock: fees,
            priceUSD: price)
    }

    private func document(_ mined: MinedValue) throws -> JSONValue {
        var json = JSONWriter(capacity: 512)
        json.object { mined.write(to: &$0) }
        return try JSONValue(parsing: json.bytes)
    }

    @Test("the value of a period is the exact sum of its days', estimates among them")
    func sum() throws {
        let hashrate = MeteredHashrate(
            dayTHs: ["4294.967296", "2147.483648"], dayEstimatedTHs: ["0", "1073.741824"], untoldHours: "12")
        let mined = try #require(hashrate.mined(on: [network(0, price: "100000.00"), network(1, price: "80000.01")]))
        // 0.003145 at 100,000; three quarters of it at 80,000.01.
        #expect(mined.value == "503.2000235875")
        let written = try #require(try document(mined)["mined"])
        #expect(written["basis"]?.string == "metered" && written["value"]?.string == "503.2000235875")
        #expect(written["btc"]?.string == "0.00550375" && written["untold_hours"]?.string == "12")
        let days = try #require(written["days"]?.array)
        #expect(days.map { $0["day"]?.string } == ["2020-01-01", "2020-01-02"])
        #expect(days[1]["hashrate_ths"]?.string == "3221.225472" && days[1]["estimated_hashrate_ths"]?.string == "1073.741824")
        #expect(days[1]["btc"]?.string == "0.00235875" && days[1]["value"]?.string == "188.7000235875")
    }

    @Test("days that are not the hashrate's give no value, rather than a wrong one")
    func otherDays() {
        let hashrate = MeteredHashrate(dayTHs: ["1", "1"], dayEstimatedTHs: ["0", "0"], untoldHours: .zero)
        #expect(hashrate.mined(on: [network(0, price: "1")]) == nil)
    }

    @Test("what was typed says so and has no days")
    func typed() throws {
        let written = try #require(try document(.typed("5000.50"))["mined"])
        #expect(written["basis"]?.string == "typed" && written["value"]?.string == "5000.5" && written["days"] == nil)
    }

    @Test("every figure of a day can be worked out again from those that are written before it")
    func again() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<300 {
            func random(_ range: ClosedRange<Int>, scale: Int) -> Decimal {
                Decimal(isNegative: false, digits: Magnitude(UInt64(Int.random(in: range, using: &source))), scale: scale)
            }
            let network = NetworkDay(
                day: CalendarDay(number: 20_000), difficulty: random(1...300_000_000_000_000, scale: 0),
                subsidyBTC: random(1...625_000_000, scale: 8),
                feesBTCPerBlock: Bool.random(using: &source) ? random(0...100_000_000, scale: 8) : nil,
                priceUSD: random(1...20_000_000, scale: 2))
            let hashrate = MeteredHashrate(
                dayTHs: [random(0...9_000_000_000_000, scale: 6)], dayEstimatedTHs: [random(0...9_000_000, scale: 6)], untoldHours: .zero)
            let mined = try #require(hashrate.mined(on: [network]))
            let day = try #require(try document(mined)["mined"]?["days"]?.array?.first)
            func figure(_ name: String) throws -> Decimal { try #require(day[name]?.string.flatMap { Decimal($0) }) }
            let fees = day["fees_btc_per_block"]?.string.flatMap { Decimal($0) } ?? .zero
            let block = try figure("subsidy_btc") + fees
            // BTC · difficulty · 2^32 is within half a satoshi of the hashes times what a block brings.
            let hashes = try figure("hashrate_ths") * "86400000000000000" * block
            let perSatoshi = try figure("difficulty") * "4294967296" * "0.00000001"
            let found = try figure("btc") * figure("difficulty") * "4294967296"
            let apart = found > hashes ? found - hashes : hashes - found
            #expect(apart + apart <= perSatoshi, "seed \(seed)")
            #expect(try figure("value") == (try figure("btc") * figure("price_usd")), "seed \(seed)")
            #expect(mined.value == (try figure("value")), "seed \(seed)")
        }
    }
}
