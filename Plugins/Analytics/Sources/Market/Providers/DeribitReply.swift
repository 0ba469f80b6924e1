import PluginKit

/// Answers of Deribit's JSON-RPC API v2: `result`, or `error` with a code.
enum DeribitReply {
    private static let tooManyRequests: Int64 = 10_028

    /// `/public/get_index_price?index_name=btc_usd`
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try checked(reply)
        return [
            try MarketObservation(
                .priceUSD, try root.field("result").field("index_price").number(), from: .deribit, observedAt: try answeredAt(root))
        ]
    }

    /// `/public/get_book_summary_by_currency?currency=BTC&kind=option`: the implied volatility of each option, in percent a year.
    static func impliedVolatility(_ reply: ProviderReply) throws(ProviderFailure) -> [(instrument: String, markPercent: Double)] {
        var options: [(instrument: String, markPercent: Double)] = []
        for one in try checked(reply).field("result").elements() {
            guard let volatility = one.value["mark_iv"], volatility != .null else { continue }
            let percent = try one.field("mark_iv").number()
            guard (0...10_000).contains(percent) else { throw try one.field("mark_iv").wrong("0 to 10000 percent") }
            options.append((try one.field("instrument_name").text(), percent))
        }
        return options
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
            throw ProviderFailure(.deribit, code == tooManyRequests ? .rateLimited : .refused, "Error \(code): \(message)")
        }
        return try reply.json()
    }
}
