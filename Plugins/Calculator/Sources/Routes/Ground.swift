import PluginKit

/// What every answer stands on: the catalogue and the stored market, read in one go.
struct Ground: Sendable {
    let catalogue: MinerCatalogue
    let live: LiveMarket

    /// Reads both. Where no plugin collects the market there is none, and that is no error.
    static func read(_ context: PluginContext, _ settings: CalculatorSettings) async throws -> Ground {
        async let catalogue = CatalogueStore(context: context).catalogue()
        let values = try await MarketStore(context: context).values()
        let live = LiveMarket(values: values, now: context.clock.now, staleSeconds: Int64(settings.marketStaleMinutes) * 60)
        return Ground(catalogue: try await catalogue, live: live)
    }
}
