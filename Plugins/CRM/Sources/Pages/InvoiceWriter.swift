import PluginKit

/// Writes invoices for a page: rows of a list, and one as it is printed.
enum InvoiceWriter {
    static func write(_ rows: Rows, to json: inout JSONWriter) throws {
        json.field("has_invoices", !rows.isEmpty)
        try json.array("invoices") { json in
            for row in rows { try json.object { try head(row, to: &$0) } }
        }
    }

    /// What stands above the lines.
    static func head(_ row: Row, to json: inout JSONWriter) throws {
        for name in ["id", "contract_id", "client", "currency", "total"] { json.field(name, try row.text(name)) }
        let (status, kind) = (try row.text("status") ?? "", try row.text("kind") ?? "")
        json.field("number", try row.integer("number").map(String.init))
        json.field("is_draft", status == "draft")
        json.field("is_issued", status == "issued")
        json.field("is_credit_note", kind == "credit_note")
        json.field("status_class", status == "issued" ? "state-fine" : "state-low")
        json.field("issued_at", try row.timestamp("issued_at"))
        json.field("issued_text", try row.timestamp("issued_at").map(DisplayTime.text))
    }

    /// The stored document.
    static func document(_ document: JSONValue, to json: inout JSONWriter) {
        for name in [
            "client_address", "period_from", "period_to", "hours", "curtailed_hours", "down_hours", "subtotal", "tax_percent", "tax",
        ] {
            json.field(name, document[name]?.string ?? "")
        }
        json.array("address_lines") { json in
            for line in (document["client_address"]?.string ?? "").split(separator: "\n") { json.value(String(line)) }
        }
        json.field("machines", document["machines"]?.integer.map(String.init) ?? "")
        json.array("lines") { json in
            for line in document["lines"]?.array ?? [] {
                json.object { json in
                    let kind = line["kind"]?.string ?? ""
                    for known in ["energy", "base", "revenue_share", "uptime_credit", "curtailment_credit"] {
                        json.field("is_\(known)", known == kind)
                    }
                    for name in ["quantity", "price", "amount"] { json.field(name, line[name]?.string ?? "") }
                }
            }
        }
    }
}
