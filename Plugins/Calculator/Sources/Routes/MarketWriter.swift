import PluginKit

/// Writes the market that a calculation used: each value with where it comes from and how old it is.
enum MarketWriter {
    static func write(_ market: MarketInputs, live: LiveMarket, to json: inout JSONWriter) {
        let network = market.network
        json.object("market") { json in
            json.field("price_usd", network.priceUSD.trimmed())
            json.field("difficulty", network.difficulty.trimmed())
            json.field("subsidy_btc", network.subsidyBTC.trimmed())
            json.field("fees_btc_per_block", network.feesBTCPerBlock.trimmed())
            json.field("next_height", network.nextHeight)
            json.field("next_halving_height", network.nextHeight.map { SubsidySchedule.nextHalving(after: $0) })
            json.field("hashprice_usd_per_ph_day", network.hashpriceUSDPerPHsDay().trimmed())
            json.field("implied_hashrate_ehs", network.impliedHashrateEHs.trimmed())
            write(live.values.filter { market.stored.contains($0.key) }, live: live, to: &json)
        }
    }

    /// The stored values, oldest news included: who reads decides.
    static func write(_ values: [MarketMetric: MarketValue], live: LiveMarket, to json: inout JSONWriter) {
        json.array("stored") { json in
            for metric in MarketMetric.allCases {
                guard let value = values[metric] else { continue }
                json.object { json in
                    json.field("metric", metric.rawValue)
                    json.field("value", value.text)
                    json.field("source", value.source)
                    json.field("recorded_at", value.recordedAt)
                    json.field("age_seconds", value.ageSeconds(at: live.now))
                    json.field("is_stale", live.isStale(value))
                }
            }
        }
    }
}
