import PluginKit

/// Answers of Bybit's API v5: HTTP 200 whatever happens, and `retCode` other than 0 for an error. Values are texts.
enum BybitReply {
    /// Seconds that Bybit wants to be left alone for when an address has asked too often.
    static let banSeconds = 600.0

    /// `/market/tickers?category=spot&symbol=BTCUSDT`
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try checked(reply)
        let ticker = try root.field("result").field("list").element(0)
        let symbol = try ticker.field("symbol")
        guard try symbol.text() == "BTCUSDT" else { throw symbol.wrong("\"BTCUSDT\"") }
        let at = try MarketTime.milliseconds(try root.field("time"))
        return [try MarketObservation(.priceUSD, try ticker.field("lastPrice").number(), from: .bybit, observedAt: at)]
    }

    /// `/market/kline`: arrays of open time, open, high, low, close, volume, turnover; newest first, given in rising order.
    /// - Parameter symbol: Whose candles were asked for.
    static func candles(_ reply: ProviderReply, symbol: String) throws(ProviderFailure) -> [MarketCandle] {
        let result = try checked(reply).field("result")
        let found = try result.field("symbol")
        guard try found.text() == symbol else { throw found.wrong("\"\(symbol)\"") }
        // An inverse contract counts its volume in dollars and its turnover in bitcoins.
        let volumeAt = try result.field("category").text() == "inverse" ? 6 : 5
        var candles: [MarketCandle] = []
        for one in try result.field("list").elements() {
            candles.append(
                try MarketCandle(
                    openedAtMillis: try one.element(0).integer(), open: try one.element(1).number(), high: try one.element(2).number(),
                    low: try one.element(3).number(), close: try one.element(4).number(), volume: try one.element(volumeAt).number(),
                    from: .bybit))
        }
        return try MarketTime.rising(candles, "candle", from: .bybit, by: \.openedAt)
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        if reply.status == 403 {
            throw ProviderFailure(.bybit, .banned, "HTTP 403: asked too often, or not served here.", retryAfterSeconds: banSeconds)
        }
        let root = try reply.json()
        let code = try root.field("retCode").integer()
        guard code == 0 else {
            let message = ProviderJSON.clean(root.value["retMsg"]?.string ?? "")
            let kind = kind(code)
            throw ProviderFailure(
                .bybit, kind, "Error \(code): \(message)",
                retryAfterSeconds: reply.retryAfterSeconds ?? (kind == .banned ? banSeconds : nil))
        }
        return root
    }

    private static func kind(_ code: Int64) -> ProviderFailure.Code {
        switch code {
        // Too many of this account, of this address, of all.
        case 10_006, 10_018, 10_429: .rateLimited
        case 10_009: .banned
        case 10_000, 10_016: .unavailable
        default: .refused
        }
    }
}
