import PluginKit

/// The data of the form of a contract, new or changed.
struct ContractForm: Sendable {
    /// What its fields hold.
    let texts: [String: String]
    /// Whom the contract may name.
    let clients: Rows
    /// Which sites it may be about.
    let sites: Rows

    static let usual = ["currency": "USD", "payment_days": "14"]

    /// The fields of a contract as it stands.
    static func texts(of row: Row) throws -> [String: String] {
        var texts: [String: String] = [:]
        for field in RecordKind.contract.fields where field.name != "payment_days" { texts[field.name] = try row.text(field.name) }
        texts["payment_days"] = try row.integer("payment_days").map(String.init)
        return texts
    }

    func write(to json: inout JSONWriter) throws {
        try json.object("form") { json in
            json.object("f") { json in
                for field in RecordKind.contract.fields { json.field(field.name, texts[field.name] ?? "") }
            }
            json.field("wants_reminders", texts["reminders"] == "on")
            json.field("wants_metered", texts["revenue_basis"] == RevenueBasis.metered.rawValue)
            json.field("wants_chinese", texts["mail_language"] == "zh-CN")
            for name in ["untold_power", "untold_curtailment"] { json.field("omits_\(name)", texts[name] == UntoldRule.none.rawValue) }
            json.rows("clients", clients)
            let (chosen, ids) = (texts["site_id"] ?? "", try sites.map { try $0.text("id") ?? "" })
            try json.array("sites") { json in
                for (row, id) in zip(sites, ids) {
                    try json.object { json in
                        json.field("site", id)
                        json.field("name", try row.text("name"))
                        json.field("is_chosen", id == chosen)
                    }
                }
                // One that is gone stays chosen, or a change of something else would widen the contract.
                guard !chosen.isEmpty, !ids.contains(chosen) else { return }
                json.object { json in
                    json.field("site", chosen)
                    json.field("name", chosen)
                    json.field("is_chosen", true)
                }
            }
            json.array("kinds") { json in
                for kind in ContractKind.allCases { json.object { ContractWriter.write(kind.rawValue, chosen: texts["kind"], to: &$0) } }
            }
        }
    }
}
