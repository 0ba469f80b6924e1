import PluginKit

/// The data of the form of a contract, new or changed.
struct ContractForm: Sendable {
    /// What its fields hold.
    let texts: [String: String]
    /// Whom the contract may name.
    let clients: Rows

    static let usual = ["currency": "USD", "payment_days": "14"]

    /// The fields of a contract as it stands.
    static func texts(of row: Row) throws -> [String: String] {
        var texts: [String: String] = [:]
        for field in RecordKind.contract.fields where field.name != "payment_days" { texts[field.name] = try row.text(field.name) }
        texts["payment_days"] = try row.integer("payment_days").map(String.init)
        return texts
    }

    func write(to json: inout JSONWriter) {
        json.object("form") { json in
            json.object("f") { json in
                for field in RecordKind.contract.fields { json.field(field.name, texts[field.name] ?? "") }
            }
            json.field("wants_reminders", texts["reminders"] == "on")
            json.field("wants_chinese", texts["mail_language"] == "zh-CN")
            json.rows("clients", clients)
            json.array("kinds") { json in
                for kind in ContractKind.allCases { json.object { ContractWriter.write(kind.rawValue, chosen: texts["kind"], to: &$0) } }
            }
        }
    }
}
