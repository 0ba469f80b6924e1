import PluginKit

/// A rule as it is stored.
struct RuleRecord: RowDecodable, Sendable {
    let id: Int64
    let name: String
    let siteId: Int64?
    /// Whose prices it goes by: that of its site, else that of its terms, empty for the default one.
    let market: String
    /// Whether the tenant's sites are in more markets than the default one.
    let hasMarkets: Bool
    let conditions: RuleConditions
    let terms: JSONValue

    /// Reads a row of `rules_enabled`.
    init(row: Row) throws {
        try self.init(row, id: try row["id"], siteId: try row.integer("site_id"), hasMarkets: try row["has_markets"])
    }

    /// Reads a row of `rules_page` or `rule_detail`, whose ids are texts.
    init(page row: Row, hasMarkets: Bool = false) throws {
        try self.init(
            row, id: Int64(try row["id"] as String) ?? 0, siteId: try row.text("site_id").flatMap(Int64.init), hasMarkets: hasMarkets)
    }

    private init(_ row: Row, id: Int64, siteId: Int64?, hasMarkets: Bool) throws {
        (self.id, self.siteId, self.hasMarkets) = (id, siteId, hasMarkets)
        market = (try row["market"] as String).trimmingSpaces
        name = try row["name"]
        conditions = try RuleConditions(kind: try row["kind"], try row["conditions"])
        terms = try row["terms"]
    }

    /// What its plans may choose from. What one market's power costs says nothing of the sites in another: a rule of prices without a site is one
    /// of the sites in its market.
    var scope: FleetScope {
        guard siteId == nil else { return FleetScope(siteId: siteId) }
        if case .price = conditions, hasMarkets { return FleetScope(market: market) }
        return FleetScope(market: FleetScope.market(ofTerms: terms))
    }

    /// The terms of its plans, with the market where they have to name it.
    func planTerms() throws(PluginError) -> JSONValue {
        guard let market = scope.market, FleetScope.market(ofTerms: terms) == nil else { return terms }
        var json = JSONWriter()
        json.object { json in
            for field in terms.object?.fields ?? [] where field.name != "market" { json.field(field.name, field.value) }
            json.field("market", market)
        }
        return try JSONValue(parsing: json.bytes)
    }
}
