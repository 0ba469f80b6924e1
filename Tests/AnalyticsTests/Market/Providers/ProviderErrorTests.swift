import Testing

@testable import Analytics

@Suite("Errors of market data providers")
struct ProviderErrorTests {
    private func failure(_ body: () throws -> Void) throws -> ProviderFailure { try #require(throws: ProviderFailure.self) { try body() } }

    @Test("Each provider's refusal for asking too much is told apart, whatever its status") func rateLimits() throws {
        let failures = [
            try failure { _ = try CoinGeckoReply.price(try Fixture.reply(.coinGecko, "coingecko_error_429", status: 429)) },
            try failure { _ = try CoinGeckoReply.price(try Fixture.reply(.coinGecko, "coingecko_error_429", status: 200)) },
            try failure { _ = try BinanceReply.price(try Fixture.reply(.binance, "binance_error_429", status: 429)) },
            try failure { _ = try OKXReply.price(try Fixture.reply(.okx, "okx_error_429", status: 429)) },
            try failure { _ = try OKXReply.price(try Fixture.reply(.okx, "okx_error_429", status: 200)) },
            try failure { _ = try BybitReply.price(try Fixture.reply(.bybit, "bybit_error_rate", status: 200)) },
            try failure { _ = try DeribitReply.price(try Fixture.reply(.deribit, "deribit_error_rate", status: 400)) },
            try failure { _ = try MempoolReply.height(Fixture.reply(.mempoolSpace, text: "Too Many Requests", status: 429)) },
        ]
        for failure in failures { #expect(failure.code == .rateLimited, "\(failure)") }
        #expect(failures[0].message.contains("exceeded the Rate Limit"))
        #expect(failures[5].message == "Error 10006: Too many visits!")
    }

    @Test("Binance's ban and its time are read from status and header") func ban() throws {
        let banned = try failure {
            _ = try BinanceReply.price(try Fixture.reply(.binance, "binance_error_429", status: 418, retryAfter: "3600"))
        }
        #expect(banned.code == .banned)
        #expect(banned.retryAfterSeconds == 3_600)
        let absurd = try failure { _ = try BinanceReply.price(Fixture.reply(.binance, text: "{}", status: 429, retryAfter: "1e300")) }
        #expect(absurd.retryAfterSeconds == 259_200)
        for header in ["-5", "nan", "soon", "inf", ""] {
            let failure = try failure { _ = try BinanceReply.price(Fixture.reply(.binance, text: "{}", status: 429, retryAfter: header)) }
            #expect(failure.retryAfterSeconds == nil, "\(header)")
        }
        let bybit = try failure { _ = try BybitReply.price(Fixture.reply(.bybit, text: "<html>", status: 403)) }
        #expect(bybit.code == .banned)
        #expect(bybit.retryAfterSeconds == 600)
    }

    @Test("A refused request is no reason to wait, and carries the provider's own words") func refused() throws {
        let failures = [
            try failure { _ = try BybitReply.price(try Fixture.reply(.bybit, "bybit_error_param")) },
            try failure { _ = try BinanceReply.price(try Fixture.reply(.binance, "binance_error", status: 400)) },
            try failure { _ = try OKXReply.price(try Fixture.reply(.okx, "okx_error_bad_inst")) },
            try failure { _ = try CoinGeckoReply.price(try Fixture.reply(.coinGecko, "coingecko_error_10002", status: 401)) },
        ]
        for failure in failures { #expect(failure.code == .refused, "\(failure)") }
        #expect(failures[0].message == "Error 10001: params error: symbol invalid")
        #expect(failures[1].message == "HTTP 400: Invalid symbol.")
        #expect(failures[3].message == "HTTP 401: API Key Missing")
        #expect(try failure { _ = try BinanceReply.price(Fixture.reply(.binance, text: "", status: 503)) }.code == .unavailable)
    }

    @Test(
        "What has another shape is malformed, and the message names the place",
        arguments: [
            ("[]", "The answer is an array of 0; expected an object."), ("{}", "The answer lacks the field bitcoin."),
            ("{\"bitcoin\": null}", "bitcoin is null; expected an object."),
            ("{\"bitcoin\": {\"usd\": \"nan\"}}", "bitcoin.usd is \"nan\"; expected a number."),
            ("{\"bitcoin\": {\"usd\": \"0x1p3\"}}", "bitcoin.usd is \"0x1p3\"; expected a number."),
            ("{\"bitcoin\": {\"usd\": true}}", "bitcoin.usd is true; expected a number."),
            ("{\"bitcoin\": {\"usd\": [65000]}}", "bitcoin.usd is an array of 1; expected a number."),
            ("{\"bitcoin\": {\"usd\": \"\"}}", "bitcoin.usd is \"\"; expected a number."),
            ("<html><body>Just a moment", "The answer is not JSON: \"<html><body>Just a moment\"."),
        ])
    func shapes(text: String, message: String) throws {
        let failure = try failure { _ = try CoinGeckoReply.price(Fixture.reply(.coinGecko, text: text)) }
        #expect(failure == ProviderFailure(.coinGecko, .malformed, message))
    }

    @Test("Values that cannot be true are refused: nothing, negative, absurd, from another century") func lies() throws {
        for price in ["0", "-65000", "1e12", "\"100000001\"", "1e-9"] {
            let failure = try failure {
                _ = try CoinGeckoReply.price(Fixture.reply(.coinGecko, text: "{\"bitcoin\": {\"usd\": \(price)}}"))
            }
            #expect(failure.code == .implausible, "\(price)")
        }
        let time = try failure {
            _ = try CoinGeckoReply.price(Fixture.reply(.coinGecko, text: "{\"bitcoin\": {\"usd\": 1, \"last_updated_at\": 5}}"))
        }
        #expect(time.code == .implausible)
        for height in ["99999999999", "0"] {
            let failure = try failure { _ = try MempoolReply.height(Fixture.reply(.mempoolSpace, text: height)) }
            #expect(failure.code == .implausible, "\(height)")
        }
        for height in ["", "-1", "1.5", "99999999999999999999", "12a", "１２"] {
            let failure = try failure { _ = try MempoolReply.height(Fixture.reply(.mempoolSpace, text: height)) }
            #expect(failure.code == .malformed, "\(height)")
        }
        let upsideDown = "[[1499040000000,\"2\",\"1\",\"3\",\"2\",\"5\"]]"
        #expect(try failure { _ = try BinanceReply.candles(Fixture.reply(.binance, text: upsideDown)) }.code == .implausible)
    }

    @Test("A whole number that a double would round is no whole number") func exactIntegers() throws {
        #expect(try Fixture.reply(.okx, text: "9007199254740993").json().integer() == 9_007_199_254_740_993)
        #expect(try Fixture.reply(.okx, text: "\"9007199254740993\"").json().integer() == 9_007_199_254_740_993)
        #expect(throws: ProviderFailure.self) { try Fixture.reply(.okx, text: "9223372036854775808").json().integer() }
        #expect(throws: ProviderFailure.self) { try Fixture.reply(.okx, text: "1.5").json().integer() }
        #expect(try Fixture.reply(.okx, text: "252033247355212300000").json().number() == 252_033_247_355_212_300_288)
    }
}
