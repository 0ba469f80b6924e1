import PluginKit

/// Writes the markets of a tenant's sites as choices of a page: `name`, and whether it `is_chosen`.
enum MarketFields {
    /// - Parameters:
    ///   - rows: Of `markets`.
    ///   - chosen: Empty for the default market.
    static func write(_ rows: Rows, chosen: String = "", to json: inout JSONWriter) throws {
        json.field("has_markets", !rows.isEmpty)
        try json.array("markets") { json in
            for row in rows {
                try json.object { json in
                    json.field("name", try row.cell("market"))
                    json.field("is_chosen", try row["market"] == chosen)
                }
            }
        }
    }

    /// Writes which sites are meant where none is named: `is_of_market`, and `in_market` for a market that has a name.
    static func write(_ scope: FleetScope, to json: inout JSONWriter) {
        guard scope.siteId == nil, let market = scope.market else { return }
        json.field("is_of_market", true)
        if !market.isEmpty { json.field("in_market", market) }
    }
}
