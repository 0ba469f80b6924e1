import PluginKit

extension CreditNote {
    /// The text that is stored: the invoice's, with the lines that are taken back and every amount turned round.
    ///
    /// A part of a line has no quantity, since it is of the amount; it tells the amount that it is `of`.
    var text: String {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            if isPartial { json.field("is_partial", true) }
            for field in invoice.document.fields {
                switch field.name {
                case "subtotal": json.field(field.name, Self.turned(subtotal))
                case "tax": json.field(field.name, Self.turned(tax))
                case "total": json.field(field.name, Self.turned(subtotal + tax))
                case "lines": write(lines: field.value.array ?? [], to: &json)
                // What the quantities come from is told by the invoice; a part of it was not metered.
                case let name where isPartial && name != "issuer" && field.value.object != nil: break
                default: json.field(field.name, field.value)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func write(lines: [JSONValue], to json: inout JSONWriter) {
        json.array("lines") { json in
            for part in parts {
                let isWhole = part.amount == invoice.lines[part.line - 1].amount
                json.object { json in
                    for field in lines[part.line - 1].object?.fields ?? [] {
                        switch field.name {
                        case "amount": json.field(field.name, Self.turned(part.amount))
                        case "quantity", "price": if isWhole { json.field(field.name, field.value) }
                        default: json.field(field.name, field.value)
                        }
                    }
                    json.field("line", part.line)
                    if !isWhole { json.field("of", invoice.lines[part.line - 1].amount.text) }
                }
            }
        }
    }

    private static func turned(_ amount: Decimal) -> String { (-amount).rounded(decimals: Money.decimals).text }
}
