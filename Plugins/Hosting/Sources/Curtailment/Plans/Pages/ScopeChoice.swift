import PluginKit

/// Where a plan or a rule may choose its miners, as the one choice of a form: all sites, one of them, or those in a market. Pure.
enum ScopeChoice {
    /// Before the name of a market; ids of sites are digits.
    private static let marketMark = "market:"

    /// The choice's value; empty for all sites.
    static func text(_ scope: FleetScope) -> String {
        scope.siteId.map(String.init) ?? scope.market.map { marketMark + $0 } ?? ""
    }

    /// The term that a choice means; nil for all sites.
    static func term(_ text: String) -> (name: String, value: JSONValue)? {
        if text.hasPrefix(marketMark) { return (name: "market", value: .string(String(text.dropFirst(marketMark.count)))) }
        return text.isEmpty ? nil : (name: "site", value: .string(text))
    }

    /// Writes the data of the partial `scope_options`.
    ///
    /// - Parameters:
    ///   - sites: Of `sites_own`.
    ///   - markets: Of `markets`.
    ///   - chosen: A market in which no site is any more stays a choice.
    static func write(sites: Rows, markets: Rows, chosen: String, to json: inout JSONWriter) throws {
        try Options.write("sites", sites, chosen: chosen, to: &json)
        var values = try markets.map { try marketMark + $0["market"] }
        if !values.isEmpty { values.insert(marketMark, at: 0) }
        if chosen.hasPrefix(marketMark), !values.contains(chosen) { values.append(chosen) }
        json.array("markets") { json in
            for value in values {
                json.object { json in
                    json.field("value", value)
                    json.field("name", String(value.dropFirst(marketMark.count)))
                    json.field("is_default", value == marketMark)
                    json.field("is_chosen", value == chosen)
                }
            }
        }
    }
}
