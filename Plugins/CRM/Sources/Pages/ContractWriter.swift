import PluginKit

/// Writes contracts for a page.
enum ContractWriter {
    static func write(_ row: Row, to json: inout JSONWriter) throws {
        // Null where there is none: a template shows what is empty.
        let optional = ["client_tenant", "tariff"]
        for field in RecordKind.contract.fields where field.name != "kind" && !optional.contains(field.name) {
            json.field(field.name, try row.cell(field.name))
        }
        for name in optional { json.field(name, try row.text(name).flatMap { $0.isEmpty ? nil : $0 }) }
        json.field("is_mined_by_hashrate", try row.text("revenue_basis") == RevenueBasis.metered.rawValue)
        json.field("id", try row.text("id"))
        // The number where the site is gone.
        json.field("site", try row.text("site_name") ?? row.text("site_id"))
        for name in ["untold_power", "untold_curtailment"] { json.field("omits_\(name)", try row.text(name) == UntoldRule.none.rawValue) }
        json.field("passes_stored", try ContractTerms(row).passesStoredPrices)
        write(try row.text("kind") ?? "", chosen: nil, to: &json)
    }

    /// A kind of contract as the fields by which a template finds its word.
    static func write(_ kind: String, chosen: String?, to json: inout JSONWriter) {
        json.field("kind", kind)
        json.field("is_chosen", kind == chosen)
        for word in ContractKind.words { json.field("is_\(word)", word == kind) }
    }
}
