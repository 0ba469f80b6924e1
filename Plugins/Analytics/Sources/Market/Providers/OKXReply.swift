import PluginKit

/// Answers of OKX's API v5: `{"code": "0", "data": […]}`, all values texts; any other code is an error, whatever the status.
enum OKXReply {
    /// `/market/ticker?instId=BTC-USDT`
    static func price(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try checked(reply)
        let ticker = try root.field("data").element(0)
        let instrument = try ticker.field("instId")
        guard try instrument.text() == "BTC-USDT" else { throw instrument.wrong("\"BTC-USDT\"") }
        return [
            try MarketObservation(
                .priceUSD, try ticker.field("last").number(), from: .okx, observedAt: try MarketTime.milliseconds(try ticker.field("ts")))
        ]
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        let root = try reply.json()
        let code = try root.field("code").text()
        guard code == "0" else {
            let message = ProviderJSON.clean(root.value["msg"]?.string ?? "")
            throw ProviderFailure(
                .okx, kind(code), "Error \(ProviderJSON.clean(code)): \(message)", retryAfterSeconds: reply.retryAfterSeconds)
        }
        return root
    }

    private static func kind(_ code: String) -> ProviderFailure.Code {
        switch code {
        case "50011", "50061": .rateLimited
        // Out of service, timed out, busy, broken.
        case "50001", "50004", "50013", "50026": .unavailable
        default: .refused
        }
    }
}
