import Testing

@testable import CRM

@Suite struct NetworkDayTests {
    /// 2^32 MH/s, so that a day's hashes are 86,400 · 10^6 times 2^32.
    private let hashrate: Decimal = "4294.967296"

    private func network(
        difficulty: Decimal = "86400000000000", subsidy: Decimal = "3.125", fees: Decimal? = "0.02", price: Decimal = "65279.8"
    ) -> NetworkDay {
        NetworkDay(
            day: CalendarDay(number: 0), difficulty: difficulty, subsidyBTC: subsidy, feesBTCPerBlock: fees, priceUSD: price)
    }

    @Test("a thousandth of a block a day earns a thousandth of what a block brings")
    func byHand() {
        #expect(network().minedBTC(hashrateTHs: hashrate).text == "0.00314500")
        #expect(network(difficulty: "172800000000000").minedBTC(hashrateTHs: hashrate).text == "0.00157250")
        #expect(network(fees: nil).minedBTC(hashrateTHs: hashrate).text == "0.00312500", "fees that nobody knows count nothing")
        #expect(network().minedBTC(hashrateTHs: .zero).text == "0.00000000")
    }

    @Test("what is mined is rounded once, to satoshis, a half away from zero")
    func rounding() {
        #expect(network(fees: "0.020005").minedBTC(hashrateTHs: hashrate).text == "0.00314501")
        #expect(network(fees: "0.02000499").minedBTC(hashrateTHs: hashrate).text == "0.00314500")
    }

    @Test("vectors 1 and 2: the hash value of a day, to the last digit given")
    func vectors() throws {
        let day = network(difficulty: "125864590119494")
        func expect(_ id: Int64, _ name: String, _ figure: Decimal) throws {
            let text = try #require(try Vectors.expected(id)[name])
            #expect(figure.rounded(decimals: try #require(Decimal(text)).scale).text == text, "\(name)")
        }
        try expect(2, "sat_per_th_day", day.minedBTC(hashrateTHs: "1", decimals: 40) * "100000000")
        try expect(2, "usd_per_ph_day", day.minedBTC(hashrateTHs: "1000", decimals: 40) * day.priceUSD)
        try expect(1, "gross_btc_day_100pct", day.minedBTC(hashrateTHs: "110", decimals: 40))
        // 98 % of the time, less 2 % for the pool.
        try expect(1, "revenue_usd_day", day.minedBTC(hashrateTHs: "107.8", decimals: 40) * "0.98" * day.priceUSD)
    }
}
