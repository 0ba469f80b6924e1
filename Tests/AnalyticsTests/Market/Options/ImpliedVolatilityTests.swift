import Glibc
import PluginKit
import Testing

@testable import Analytics

@Suite("Volatility that options imply")
struct ImpliedVolatilityTests {
    private let now = Timestamp(rfc3339: "2026-09-01T08:00:00Z") ?? Timestamp(unixMicros: 0)

    private func option(_ name: String, _ percent: Double) throws -> OptionQuote {
        try #require(OptionQuote(instrument: name, underlyingUSD: 65_000, volatilityPercent: percent))
    }

    @Test("A name gives strike and day of expiry, another kind of name nothing") func names() throws {
        let option = try option("BTC-5SEP26-62500-P", 40)
        #expect(option.strikeUSD == 62_500 && option.expiresAt == Timestamp(rfc3339: "2026-09-05T08:00:00Z"))
        for name in ["", "BTC-PERPETUAL", "BTC-25SEP26", "BTC-31FEB26-1-C", "BTC-25SEP26-x-C", "BTC-25SEP26-70000-X", "BTC-125SEP26-1-C"] {
            #expect(OptionQuote(instrument: name, underlyingUSD: 1, volatilityPercent: 1) == nil, "\(name)")
        }
    }

    @Test("The strike nearest to the price counts, calls and puts together") func strike() throws {
        let options = try [
            option("BTC-25SEP26-65000-C", 46), option("BTC-25SEP26-65000-P", 48), option("BTC-25SEP26-90000-C", 70),
            option("BTC-25SEP26-40000-P", 80),
        ]
        #expect(ImpliedVolatility.atTheMoney(options, at: now) == 47)
    }

    @Test("Between two days of expiry variance is what adds up") func terms() throws {
        // 16 and 44 days: 30 lies in the middle of them.
        let options = try [option("BTC-17SEP26-65000-C", 40), option("BTC-15OCT26-65000-C", 60)]
        let expected = ((40.0 * 40 * 16 + 60.0 * 60 * 44) / 2 / 30).squareRoot()
        #expect(abs(try #require(ImpliedVolatility.atTheMoney(options, at: now)) - expected) < 1e-9)
        let flat = try [option("BTC-17SEP26-65000-C", 50), option("BTC-15OCT26-65000-C", 50)]
        #expect(abs(try #require(ImpliedVolatility.atTheMoney(flat, at: now)) - 50) < 1e-9)
    }

    @Test("What ends within a day, has ended or ends in years says nothing") func none() throws {
        let options = try [option("BTC-1SEP26-65000-C", 40), option("BTC-25AUG26-65000-C", 40), option("BTC-25SEP28-65000-C", 40)]
        #expect(ImpliedVolatility.atTheMoney(options, at: now) == nil)
        #expect(ImpliedVolatility.atTheMoney([], at: now) == nil)
    }

    @Test("A month's move of the model is read from its interval") func move() throws {
        #expect(abs(ImpliedVolatility.movePercent(50, days: 365) - 50) < 1e-12)
        let sigma = 0.12
        let move = try #require(ForecastRoutes.movePercent(65_000, 65_000 * exp(1.281_551_565_544_6 * sigma)))
        #expect(abs(move - 12) < 1e-9)
        #expect(ForecastRoutes.movePercent(nil, 1) == nil && ForecastRoutes.movePercent(2, 1) == nil)
    }
}
