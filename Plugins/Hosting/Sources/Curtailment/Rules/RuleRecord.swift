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
        id = try row["id"]
        name = try row["name"]
        siteId = try row.integer("site_id")
        conditions = try RuleConditions(
            kind: try row["kind"], try JSONValue(parsing: Array((try row["conditions"] as String).utf8)))
        terms = try JSONValue(parsing: Array((try row["terms"] as String).utf8))
    }
}
