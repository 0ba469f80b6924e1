import PluginKit

extension MinedValue {
    /// Writes what an invoice says of it, so that each figure can be worked out again from those before it.
    func write(to json: inout JSONWriter) {
        json.object("mined") { json in
            json.field("basis", basis.rawValue)
            json.field("value", value.trimmedText)
            guard case .metered(let days, let untoldHours) = self else { return }
            json.field("btc", days.reduce(Decimal.zero) { $0 + $1.minedBTC }.text)
            json.field("untold_hours", untoldHours.trimmedText)
            json.array("days") { json in
                for day in days {
                    json.object { json in
                        json.field("day", day.network.day.text)
                        json.field("hashrate_ths", day.hashrateTHs.trimmedText)
                        json.field("estimated_hashrate_ths", day.estimatedTHs.trimmedText)
                        json.field("difficulty", day.network.difficulty.text)
                        json.field("subsidy_btc", day.network.subsidyBTC.trimmedText)
                        json.field("fees_btc_per_block", day.network.feesBTCPerBlock?.trimmedText)
                        json.field("price_usd", day.network.priceUSD.text)
                        json.field("btc", day.minedBTC.text)
                        json.field("value", day.value.trimmedText)
                    }
                }
            }
        }
    }
}
