import PluginKit

/// What came in for issued invoices; partial and too much are taken, and told.
struct PaymentStore: Sendable {
    let context: PluginContext

    static let kind = RecordKind(
        name: "payment", plural: "payments",
        fields: [
            RecordField("paid_on", .date, isRequired: true), RecordField("amount", .amount, isRequired: true),
            RecordField("reference", .text(200)),
        ], filters: [])

    func all(of invoice: Int64) async throws -> Rows { try await context.database.query("payments_page", .integer(invoice)) }

    /// Where an invoice stands. Throws `.notFound`.
    func state(of invoice: Int64) async throws -> Row {
        guard let row = try await context.database.query("payment_state", .integer(invoice)).first else { throw InvoiceStore.notFound }
        return row
    }

    /// Writes a payment and gives its id. Throws `InputFaults`, `.notFound`, and `.conflict` for what is not an issued invoice.
    func add(_ draft: RecordDraft, to invoice: Int64, author: String?) async throws -> String {
        guard draft.faults.isEmpty else { throw InputFaults(faults: draft.faults) }
        func text(_ name: String) -> String { (draft.values[name] ?? nil) ?? "" }
        guard let amount = Decimal(text("amount")), !amount.isZero else {
            throw InputFaults(faults: [FieldFault("amount", found: "0", expected: "more than 0")])
        }
        let outcomes = try await context.database.batch(
            Database.Call(
                "payment_insert", .integer(invoice), .text(text("paid_on")), .text(amount.text), .text(text("reference")),
                .text(author ?? "")),
            Database.Call("payment_copies", .integer(invoice)))
        guard let id = try outcomes[0].rows.first?.text("id") else {
            _ = try await state(of: invoice)
            throw PluginError(.conflict, "Only an issued invoice is paid; drafts and credit notes are not.")
        }
        return id
    }

    /// Removes a payment that was written down wrongly. Throws `.notFound`.
    func delete(_ id: Int64, of invoice: Int64) async throws {
        let outcomes = try await context.database.batch(
            Database.Call("payment_delete", .integer(invoice), .integer(id)), Database.Call("payment_copies", .integer(invoice)))
        guard outcomes[0].affected == 1 else { throw PluginError(.notFound, "There is no such payment.") }
    }
}
