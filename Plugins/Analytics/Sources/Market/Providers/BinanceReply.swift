import PluginKit

/// Answers of Binance's spot API v3. Prices are texts; an error is `{"code": negative, "msg"}`, with 429 and 418 where too much was asked.
enum BinanceReply {
    /// `/ticker/price?symbol=…` or `/ticker/24hr?symbol=…`: the last price of `symbol` in the quoted currency.
    static func lastPrice(_ reply: ProviderReply, symbol: String) throws(ProviderFailure) -> Double {
        let root = try checked(reply)
        try expect(root.field("symbol"), symbol)
        return try (root.value["lastPrice"] == nil ? root.field("price") : root.field("lastPrice")).number()
    }

    /// The price of BTCUSDT as that of a dollar: the two differ by tenths of a percent.
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        [try MarketObservation(.priceUSD, try lastPrice(reply, symbol: "BTCUSDT"), from: .binance)]
    }

    /// `/klines`: arrays of open time, open, high, low, close, volume …; oldest first.
    static func candles(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketCandle] {
        var candles: [MarketCandle] = []
        for one in try checked(reply).elements() {
            candles.append(
                try MarketCandle(
                    openedAtMillis: try one.element(0).integer(), open: try one.element(1).number(), high: try one.element(2).number(),
                    low: try one.element(3).number(), close: try one.element(4).number(), volume: try one.element(5).number(),
                    from: .binance))
        }
        return try MarketTime.rising(candles, "candle", from: .binance, by: \.openedAt)
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        let root = try reply.json()
        guard let code = root.value["code"]?.integer, let message = root.value["msg"]?.string else { return root }
        throw ProviderFailure(
            .binance, code == -1_003 ? .rateLimited : .refused, "Error \(code): \(ProviderJSON.clean(message))",
            retryAfterSeconds: reply.retryAfterSeconds)
    }

    private static func expect(_ json: ProviderJSON, _ symbol: String) throws(ProviderFailure) {
        guard try json.text() == symbol else { throw json.wrong("\"\(symbol)\"") }
    }
}
