import PluginKit

/// The market as another plugin stores it. Without that plugin there is nothing.
struct MarketStore: Sendable {
    let context: PluginContext

    func values() async throws -> [MarketMetric: MarketValue] { [:] }
}
