import PluginKit

/// Which miners a plan may choose from: those of a site, those of the sites in a market, or all in sight. Pure.
struct FleetScope: Sendable, Equatable {
    /// The site's id; nil for all.
    var siteId: Int64?
    /// The market's name, empty for the default one; nil for all.
    var market: String?

    /// The market that terms name, without spaces around it; nil where they name none.
    static func market(ofTerms terms: JSONValue) -> String? { terms["market"]?.string?.trimmingSpaces }

    /// Of a page of `curtailment_miners`.
    func values(after last: Int64, most: Int64) -> [Value] {
        [Value(siteId), .integer(last), .integer(most), market.map { .text($0) } ?? .null]
    }
}

extension FleetScope {
    /// What a stored plan or rule may choose from: its site, or the market in its terms.
    init(siteId: Int64?, terms: JSONValue) { self.init(siteId: siteId, market: FleetScope.market(ofTerms: terms)) }
}
