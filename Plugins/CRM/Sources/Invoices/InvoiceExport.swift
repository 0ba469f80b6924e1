import PluginKit

/// What was issued, as a table and as JSON. Amounts are decimal texts, numbers whole.
struct InvoiceExport: Sendable {
    private static let columns = [
        "number", "kind", "credits_number", "issued_on", "due_on", "client", "currency", "period_from", "period_to", "subtotal",
        "tax_percent", "tax", "total", "paid",
    ]
    private static let whole: Set<String> = ["number", "credits_number"]

    private var lines: [[String?]] = []

    /// Adds rows of `invoices_export`.
    mutating func add(_ rows: Rows) throws {
        for row in rows {
            lines.append(
                try Self.columns.map { name in
                    Self.whole.contains(name) ? try row.integer(name).map(String.init) : try row.text(name)
                })
        }
    }

    var csv: [UInt8] {
        var writer = CSVWriter { Decimal($0) != nil }
        writer.line(Self.columns)
        for line in lines { writer.line(line.map { $0 ?? "" }) }
        return writer.bytes
    }

    var json: [UInt8] {
        var json = JSONWriter(capacity: 64 + 400 * lines.count)
        json.object { json in
            json.array("items") { json in
                for line in lines {
                    json.object { json in
                        for (name, text) in zip(Self.columns, line) {
                            if Self.whole.contains(name) { json.field(name, text.flatMap { Int64($0) }) } else { json.field(name, text) }
                        }
                    }
                }
            }
        }
        return json.bytes
    }
}
