import PluginKit

/// A rule as it is stored.
struct RuleRecord: RowDecodable, Sendable {
    let id: Int64
    let name: String
    let siteId: Int64?
    let conditions: RuleConditions
    let terms: JSONValue

    /// Reads a row of `rules_enabled`.
    init(row: Row) throws {
        try self.init(row, id: try row["id"], siteId: try row.integer("site_id"))
    }

    /// Reads a row of `rules_page` or `rule_detail`, whose ids are texts.
    init(page row: Row) throws {
        try self.init(row, id: Int64(try row["id"] as String) ?? 0, siteId: try row.text("site_id").flatMap(Int64.init))
    }

    private init(_ row: Row, id: Int64, siteId: Int64?) throws {
        (self.id, self.siteId) = (id, siteId)
        name = try row["name"]
        conditions = try RuleConditions(kind: try row["kind"], try row["conditions"])
        terms = try row["terms"]
    }
}
