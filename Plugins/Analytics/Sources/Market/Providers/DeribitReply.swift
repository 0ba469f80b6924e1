import PluginKit

/// Answers of Deribit's JSON-RPC API v2: `result`, or `error` with a code.
enum DeribitReply {
    /// `/public/get_index_price?index_name=btc_usd`
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try checked(reply)
        return [
            try MarketObservation(
                .priceUSD, try root.field("result").field("index_price").number(), from: .deribit, observedAt: try answeredAt(root))
        ]
    }

    /// `/public/get_book_summary_by_currency?currency=BTC&kind=option`: every option that has a volatility. One whose name is of another kind is
    /// passed over.
    static func options(_ reply: ProviderReply) throws(ProviderFailure) -> [OptionQuote] {
        var options: [OptionQuote] = []
        for one in try checked(reply).field("result").elements() {
            guard let volatility = one.value["mark_iv"], volatility != .null else { continue }
            let percent = try one.field("mark_iv").number()
            guard (0...10_000).contains(percent) else { throw try one.field("mark_iv").wrong("0 to 10000 percent") }
            let underlying = try MarketObservation(.priceUSD, try one.field("underlying_price").number(), from: .deribit).value
            let name = try one.field("instrument_name").text()
            if let option = OptionQuote(instrument: name, underlyingUSD: underlying, volatilityPercent: percent) { options.append(option) }
        }
        return options
    }

    /// The same answer: how much the price is expected to move in the next 30 days, in percent a year.
    static func volatility(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let at = try answeredAt(try checked(reply))
        guard let percent = ImpliedVolatility.atTheMoney(try options(reply), at: at) else {
            throw ProviderFailure(.deribit, .malformed, "There is no option that ends in a day to a year.")
        }
        return [try MarketObservation(.impliedVolatilityPercent, percent, from: .deribit, observedAt: at)]
    }

    private static func answeredAt(_ root: ProviderJSON) throws(ProviderFailure) -> Timestamp {
        let micros = try root.field("usOut").integer()
        guard (1_230_000_000_000_000...4_102_444_800_000_000).contains(micros) else {
            throw try root.field("usOut").wrong("microseconds since 1970")
        }
        return Timestamp(unixMicros: micros)
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        // A refusal comes with the status 400 and says in its body why.
        if let error = (try? JSONValue(parsing: reply.body))?["error"], let code = error["code"]?.integer {
            let message = ProviderJSON.clean(error["message"]?.string ?? "")
            throw ProviderFailure(
                .deribit, kind(code, status: reply.status), "Error \(code): \(message)", retryAfterSeconds: reply.retryAfterSeconds)
        }
        return try reply.json()
    }

    private static func kind(_ code: Int64, status: Int) -> ProviderFailure.Code {
        switch code {
        case 10_028: .rateLimited
        // To be tried again, a settlement under way, maintenance, not available.
        case 10_040, 10_041, 11_051, 13_503: .unavailable
        default: status == 429 ? .rateLimited : .refused
        }
    }
}
