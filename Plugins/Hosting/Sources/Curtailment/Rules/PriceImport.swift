import PluginKit

/// Takes a table of prices in: all rows, or the good ones if that is asked for, in one statement.
struct PriceImport: Sendable {
    let table: PriceTable
    /// How many windows of five minutes were written; nil if nothing was, for the faults or because only a trial was asked for.
    let stored: Int?

    /// Throws `PluginError` of the database.
    static func run(_ bytes: [UInt8], _ wish: MinerImport.Wish, market: String, _ context: PluginContext) async throws -> PriceImport {
        let table = PriceTable(bytes)
        let windows = PriceWindow.lasting(table.windows)
        guard !wish.isTrial, !windows.isEmpty, table.faults.isEmpty || wish.skipsBadRows else {
            return PriceImport(table: table, stored: nil)
        }
        try await store(windows, market: market, context)
        return PriceImport(table: table, stored: windows.count)
    }

    /// Writes prices; what a window cost before is replaced. Throws `PluginError` of the database.
    ///
    /// - Parameters:
    ///   - windows: Each begin once.
    ///   - market: Empty for the default one.
    static func store(_ windows: [PriceWindow], market: String, _ context: PluginContext) async throws {
        let value = Value.json { json in
            json.array { json in
                for window in windows {
                    json.object { json in
                        json.field("starts_at", window.startsAt)
                        json.field("usd_per_mwh", window.usdPerMWh)
                    }
                }
            }
        }
        if market.isEmpty {
            try await context.database.execute("prices_write", value)
        } else {
            try await context.database.execute("market_prices_write", value, .text(market))
        }
    }
}
