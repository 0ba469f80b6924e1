import PluginKit

/// The form that takes back parts of an invoice, empty or as it was sent and refused.
struct CreditForm: Sendable {
    var texts: [String: String] = [:]
    var faults: [FieldFault] = []

    /// Writes each line with what is left of it. Nothing where nothing is.
    func write(_ invoice: CreditedInvoice, to json: inout JSONWriter) {
        guard !invoice.isCreditedWhole else { return }
        json.object("crediting") { json in
            json.field("notes_seen", texts["credit_notes"] ?? String(invoice.notes))
            json.field("is_none_chosen", faults.contains { $0.field == "lines" && $0.found == nil })
            json.field("is_too_much", faults.contains { $0.field == "lines" && $0.found != nil })
            json.field("subtotal_left", invoice.leftOfSubtotal.text)
            json.array("parts") { json in
                for (index, line) in invoice.lines.enumerated() where !line.left.isZero {
                    let name = "amount_\(index + 1)"
                    json.object { json in
                        json.field("line", index + 1)
                        json.field("is_\(line.kind)", true)
                        json.field("whole", line.amount.text)
                        json.field("left", line.left.text)
                        json.field("value", texts[name] ?? "")
                        json.field("has_fault", faults.contains { $0.field == name })
                    }
                }
            }
        }
    }
}
