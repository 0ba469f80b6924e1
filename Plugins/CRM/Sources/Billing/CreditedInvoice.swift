import PluginKit

/// An issued invoice with what was taken back of it so far, by issued notes and by drafts, and what is left to be taken back. Pure.
struct CreditedInvoice: Sendable {
    /// One of its lines, in hundredths as it was printed.
    struct Line: Sendable {
        let kind: String
        let amount: Decimal
        var credited = Decimal.zero

        var left: Decimal { amount - credited }
    }

    let document: JSONObject
    let lines: [Line]
    let subtotal: Decimal
    let tax: Decimal
    let taxPercent: Decimal
    let currency: Currency
    private(set) var creditedSubtotal = Decimal.zero
    private(set) var creditedTax = Decimal.zero
    /// Credit notes that there are.
    let notes: Int

    /// Reads the documents as they are stored. Throws `.internal` for what is none.
    ///
    /// - Parameter notes: Of its credit notes. A line of theirs names its line of the invoice; in notes of before each stands in its place.
    init(_ document: JSONValue, notes: [JSONValue]) throws(PluginError) {
        guard let object = document.object, let currency = (document["currency"]?.string).flatMap(Currency.init) else {
            throw PluginError(.internal, "An invoice's document is not an object with a currency.")
        }
        var lines: [Line] = []
        for line in document["lines"]?.array ?? [] {
            lines.append(Line(kind: line["kind"]?.string ?? "", amount: try Self.decimal(line["amount"])))
        }
        for note in notes {
            creditedSubtotal = creditedSubtotal - (try Self.decimal(note["subtotal"]))
            creditedTax = creditedTax - (try Self.decimal(note["tax"]))
            for (place, line) in (note["lines"]?.array ?? []).enumerated() {
                let number = line["line"]?.integer.map(Int.init) ?? place + 1
                guard lines.indices.contains(number - 1) else {
                    throw PluginError(.internal, "A credit note has a line that its invoice has not.")
                }
                lines[number - 1].credited = lines[number - 1].credited - (try Self.decimal(line["amount"]))
            }
        }
        self.document = object
        self.currency = currency
        self.lines = lines
        self.notes = notes.count
        subtotal = try Self.decimal(document["subtotal"])
        tax = try Self.decimal(document["tax"])
        taxPercent = try Self.decimal(document["tax_percent"])
    }

    /// Reads the rows of an invoice and its credit notes. Throws `.internal`.
    init(document row: Row, notes: Rows) throws {
        try self.init(try row.json("document"), notes: try notes.map { try $0.json("document") })
    }

    var leftOfSubtotal: Decimal { subtotal - creditedSubtotal }
    /// Whether nothing more can be taken back. An invoice of nothing is taken back by one note.
    var isCreditedWhole: Bool { notes > 0 && leftOfSubtotal.isZero }

    private static func decimal(_ amount: JSONValue?) throws(PluginError) -> Decimal {
        guard let value = amount?.string.flatMap({ Decimal($0) }) else {
            throw PluginError(.internal, "An invoice's document has an amount that is no decimal.")
        }
        return value
    }
}
