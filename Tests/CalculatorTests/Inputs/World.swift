import PluginKit

@testable import Calculator

/// A catalogue and a stored market of the tests.
enum World {
    static let catalogue = MinerCatalogue([
        MinerModel(
            id: "s21", vendor: "Bitmain", name: "Antminer S21", hashrateTHs: "200", powerWatts: "3500", efficiencyJTH: "17.5",
            cooling: "air",
            released: "2024-01"),
        MinerModel(
            id: "m30", vendor: "MicroBT", name: "M30S++", hashrateTHs: "112", powerWatts: "3472", efficiencyJTH: "31", cooling: "air",
            released: nil),
    ])
    static let now = Timestamp(unixMicros: 1_800_000_000_000_000)
    static let noMarket = LiveMarket(values: [:], now: now, staleSeconds: 3_600)
    static let market = LiveMarket(
        values: [
            .price: MarketValue(text: "65279.8", source: "one", recordedAt: now.adding(seconds: -90)),
            .difficulty: MarketValue(text: "125864590119494", source: "two", recordedAt: now.adding(seconds: -7_200)),
            .height: MarketValue(text: "957999", source: "two", recordedAt: now),
            .fees: MarketValue(text: "0.02", source: "two", recordedAt: now.adding(seconds: 10)),
        ], now: now, staleSeconds: 3_600)

    /// Everything that a calculation needs, as texts.
    static let complete = [
        "hashrate_ths": "110", "power_watts": "3250", "usd_per_kwh": "0.06", "price_usd": "65279.8", "difficulty": "125864590119494",
        "subsidy_btc": "3.125", "fees_btc_per_block": "0.02",
    ]

    static func read(_ texts: [String: String], live: LiveMarket = noMarket) -> (inputs: CalculationInputs?, faults: [FieldFault]) {
        var reader = InputReader(texts)
        reader.refuseUnknown(CalculationInputs.names)
        let inputs = CalculationInputs.read(&reader, live: live, catalogue: catalogue)
        return (reader.faults.isEmpty ? inputs : nil, reader.faults)
    }
}
