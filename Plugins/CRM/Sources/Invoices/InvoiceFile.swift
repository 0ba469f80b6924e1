import PluginKit

/// One invoice as a file: PDF, JSON or the lines as a table.
enum InvoiceFile {
    static let formats = ["pdf", "json", "csv"]

    static func response(_ row: Row, format: String, language: String) throws -> Response {
        let text = try row.text("document") ?? ""
        let document = try JSONValue(parsing: Array(text.utf8))
        let number = try row.integer("number")
        let isCreditNote = try row.text("kind") == "credit_note"
        let label = try number.map(String.init) ?? "draft-\(row.text("id") ?? "")"
        let name = "\(isCreditNote ? "credit-note" : "invoice")-\(label)"
        switch format {
        case "json": return .attachment(Array(text.utf8), "application/json", "\(name).json")
        case "csv": return .attachment(lines(document), "text/csv; charset=utf-8; header=present", "\(name).csv")
        default:
            let pdf = InvoicePDF(
                document: document, provider: try row.text("provider") ?? "", client: try row.text("client") ?? "",
                currency: try row.text("currency") ?? "", isCreditNote: isCreditNote, number: number,
                issuedAt: try row.timestamp("issued_at"), dueOn: try row.text("due_on"), creditsNumber: try row.integer("credits_number"))
            return .attachment(pdf.bytes(language: language), "application/pdf", "\(name).pdf")
        }
    }

    private static func lines(_ document: JSONValue) -> [UInt8] {
        var writer = CSVWriter { Decimal($0) != nil }
        let columns = ["kind", "quantity", "price", "amount", "from", "to", "source"]
        writer.line(columns)
        for line in document["lines"]?.array ?? [] { writer.line(columns.map { line[$0]?.string ?? "" }) }
        for name in ["subtotal", "tax", "total"] { writer.line([name, "", "", document[name]?.string ?? "", "", "", ""]) }
        return writer.bytes
    }
}
