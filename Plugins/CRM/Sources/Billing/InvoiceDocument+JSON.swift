import PluginKit

extension InvoiceDocument {
    /// The text that is stored: what was agreed, what was metered, and the lines. Amounts are decimal texts.
    ///
    /// - Parameters:
    ///   - issuer: Who issues it, besides the name.
    ///   - from: First day of the period.
    ///   - to: Its last day.
    ///   - metered: Writes what the quantities come from.
    func text(
        contract: Row, issuer: Issuer, from: String, to: String, metered: (inout JSONWriter) throws -> Void
    ) throws -> String {
        var json = JSONWriter(capacity: 2_048)
        try json.object { json in
            issuer.write(to: &json)
            for name in ["client", "client_address", "kind", "currency"] {
                json.field(name == "kind" ? "contract_kind" : name, try contract.text(name))
            }
            // Of two contracts for two sites each invoice tells its own.
            if let site = try contract.text("site_name") { json.field("site", site) }
            json.field("payment_days", try contract.integer("payment_days"))
            json.field("period_from", from)
            json.field("period_to", to)
            try metered(&json)
            json.array("lines") { json in
                for line in lines {
                    json.object { json in
                        json.field("kind", line.kind.rawValue)
                        json.field("quantity", line.quantity)
                        json.field("price", line.price)
                        json.field("amount", line.amount.text)
                        if let power = line.power {
                            json.field("from", power.from.text)
                            json.field("to", power.to.text)
                            json.field("source", power.source)
                        }
                    }
                }
            }
            json.field("subtotal", subtotal.text)
            json.field("tax_percent", taxPercent.text)
            json.field("tax", tax.text)
            json.field("total", total.text)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
