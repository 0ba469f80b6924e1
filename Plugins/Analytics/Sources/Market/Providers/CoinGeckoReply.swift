import PluginKit

/// Answers of CoinGecko's API v3. Errors carry `status.error_code`, also within a success.
enum CoinGeckoReply {
    /// `/simple/price?ids=bitcoin&vs_currencies=usd&include_last_updated_at=true`
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try checked(reply)
        let bitcoin = try root.field("bitcoin")
        var observedAt: Timestamp?
        if let updated = try? bitcoin.field("last_updated_at") { observedAt = try MarketTime.seconds(updated) }
        return [try MarketObservation(.priceUSD, try bitcoin.field("usd").number(), from: .coinGecko, observedAt: observedAt)]
    }

    /// `/coins/bitcoin/market_chart?vs_currency=usd&days=N`: prices in rising order of time.
    static func chart(_ reply: ProviderReply) throws(ProviderFailure) -> [HistoryPoint] {
        var points: [HistoryPoint] = []
        for point in try checked(reply).field("prices").elements() {
            let price = try MarketObservation(.priceUSD, try point.element(1).number(), from: .coinGecko)
            points.append(HistoryPoint(at: try MarketTime.milliseconds(try point.element(0)), value: price.value))
        }
        return points.sorted { $0.at < $1.at }
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        let root = try reply.json()
        if let status = root.value["status"], let code = status["error_code"]?.integer {
            let message = ProviderJSON.clean(status["error_message"]?.string ?? "error")
            throw ProviderFailure(.coinGecko, kind(code), "Error \(code): \(message)", retryAfterSeconds: reply.retryAfterSeconds)
        }
        return root
    }

    private static func kind(_ code: Int64) -> ProviderFailure.Code {
        switch code {
        case 429: .rateLimited
        // Shut out by what stands before it.
        case 403, 1_020: .banned
        case 408, 500...599: .unavailable
        // 10005, 10010 and 10011 are about the key and the plan, as is 10002.
        default: .refused
        }
    }
}
