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
        json.field("due_on", try row.text("due_on"))
        let payment = try row.text("payment_status") ?? ""
        for known in InvoiceList.standings { json.field("is_\(known)", known == payment) }
        json.field("is_payable", !payment.isEmpty && payment != "draft" && kind == "invoice")
        json.field(
            "payment_class", ["paid": "state-fine", "overdue": "state-unreachable", "credited": "state-paused"][payment] ?? "state-low")
        json.field("issued_at", try row.timestamp("issued_at"))
        json.field("issued_text", try row.timestamp("issued_at").map(DisplayTime.text))
    }

    /// The stored document.
    static func document(_ document: JSONValue, to json: inout JSONWriter) {
        for name in ["client_address", "period_from", "period_to", "subtotal", "tax_percent", "tax"] {
            json.field(name, document[name]?.string ?? "")
        }
        // Null where there are none, as for an invoice from telemetry: a template shows what is empty.
        for name in ["site", "hours", "curtailed_hours", "down_hours"] { json.field(name, document[name]?.string) }
        json.array("address_lines") { json in
            for line in (document["client_address"]?.string ?? "").split(separator: "\n") { json.value(String(line)) }
        }
        json.object("issuer") { json in
            let issuer = document["issuer"]
            json.field("tax_id", issuer?["tax_id"]?.string)
            // Null where there is none: a template shows what is empty.
            for name in ["bank_details", "payment_terms"] { json.field("has_\(name)", issuer?[name]?.string != nil) }
            json.field("has_paying", issuer?["bank_details"] != nil || issuer?["payment_terms"] != nil)
            for name in ["address", "bank_details", "payment_terms"] {
                json.array("\(name)_lines") { json in
                    for line in (issuer?[name]?.string ?? "").split(separator: "\n") { json.value(String(line)) }
                }
            }
        }
        json.field("is_partial", document["is_partial"]?.boolean == true)
        json.field("machines", document["machines"]?.integer.map(String.init) ?? "")
        if let metering = document["metering"] {
            json.object("metering") { json in
                for name in Self.metered { json.field(name, metering[name]?.string ?? "") }
                // Null where there is nothing to say, as for invoices that were measured by answers alone.
                for name in ["idle_hours", "uncredited_hours"] {
                    json.field(name, metering[name]?.string.flatMap { $0 == "0" ? nil : $0 })
                }
                json.field("answered_days", metering["answered_days"]?.integer.flatMap { $0 == 0 ? nil : String($0) })
                // Null in invoices that were made before what machines told and what was estimated were kept apart.
                let untold = metering["untold_kwh"]?.string
                json.field("is_split", untold != nil)
                json.field("untold_kwh", untold)
                json.field("has_untold", untold.map { $0 != "0" } ?? false)
                json.field("curtailed_estimated_kwh", metering["curtailed_estimated_kwh"]?.string.flatMap { $0 == "0" ? nil : $0 })
                json.field("unrecorded_days", metering["unrecorded_days"]?.integer.flatMap { $0 == 0 ? nil : String($0) })
                for name in ["untold_power", "untold_curtailment"] {
                    json.field("omits_\(name)", metering[name]?.string == UntoldRule.none.rawValue)
                }
                json.field("machines_missing", metering["machines_missing"]?.integer ?? 0)
                for rule in GapRule.words { json.field("is_\(rule)", metering["gaps"]?.string == rule) }
                json.field("has_missing", metering["missing_hours"]?.string != "0")
            }
        }
        MinedWriter.write(document["mined"], to: &json)
        json.array("lines") { json in
            for line in document["lines"]?.array ?? [] {
                json.object { json in
                    let kind = line["kind"]?.string ?? ""
                    for known in ["energy", "base", "revenue_share", "uptime_credit", "curtailment_credit"] {
                        json.field("is_\(known)", known == kind)
                    }
                    for name in ["quantity", "price", "amount"] { json.field(name, line[name]?.string ?? "") }
                    json.field("of", line["of"]?.string)
                    if let from = line["from"]?.string {
                        json.object("power") { json in
                            json.field("from", from)
                            json.field("to", line["to"]?.string)
                            json.field("source", line["source"]?.string.flatMap { $0.isEmpty ? nil : $0 })
                        }
                    }
                }
            }
        }
    }

    private static let metered = [
        "kwh", "estimated_kwh", "curtailed_kwh", "power_watts", "machine_hours", "curtailed_hours", "down_hours", "missing_hours",
    ]

    /// The credit notes of an invoice.
    static func write(notes: Rows, to json: inout JSONWriter) throws {
        json.field("has_credit_notes", !notes.isEmpty)
        try json.array("credit_notes") { json in
            for note in notes {
                try json.object { json in
                    json.field("id", try note.text("id"))
                    json.field("number", try note.integer("number"))
                    json.field("total", try note.text("total"))
                }
            }
        }
    }

    /// The machines behind a metered invoice.
    static func readings(_ machines: (rows: Rows, total: Int64), invoice: Int64, _ page: PageOf, to json: inout JSONWriter) {
        json.field("has_machines", !machines.rows.isEmpty)
        json.rows("machine_rows", machines.rows)
        json.object("machine_pages") {
            PagerWriter("/crm/invoices/\(invoice)", page, total: machines.total, count: machines.rows.count).write(to: &$0)
        }
    }

    /// What came in, how it stands, and the reminders.
    static func payments(_ rows: [Rows], of invoice: Int64, mayPay: Bool, to json: inout JSONWriter) throws {
        let state = try rows[1].one()
        for name in ["outstanding", "overpaid"] { json.field(name, try state.text(name)) }
        json.field("is_overpaid", try state.boolean("is_overpaid"))
        json.field("invoice_id", invoice)
        json.field("may_pay", mayPay)
        json.field("has_payments", !rows[0].isEmpty)
        json.rows("payments", rows[0])
        json.field("has_reminders", !rows[2].isEmpty)
        try json.array("reminders") { json in
            for row in rows[2] {
                try json.object { json in
                    for name in ["level", "email", "failure", "problem"] { json.field(name, try row.cell(name)) }
                    json.field("retry_text", try row.timestamp("retry_at").map(DisplayTime.text))
                    json.field("may_retry", try mayPay && row.boolean("may_retry") == true)
                    json.field("sent_text", try row.timestamp("sent_at").map(DisplayTime.text))
                }
            }
        }
    }
}
