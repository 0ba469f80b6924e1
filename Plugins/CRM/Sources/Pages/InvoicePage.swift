import PluginKit

/// One invoice as it is printed, with its readings, payments and reminders.
struct InvoicePage: Sendable {
    let context: PluginContext
    /// The form of the next payment.
    var paying = PaymentForm()
    /// The form of the next credit note for a part.
    var crediting = CreditForm()
    /// Whether the draft was to be issued and may not be.
    var isRefused = false

    func response(_ request: Request) async throws -> Response {
        let (view, id) = (InvoiceView(request, context), try request.integerParameter("id"))
        let row = try await view.detail(id)
        let page = try PageOf(request)
        let machines = try row.boolean("has_readings") == true ? try await view.machines(id, page) : (.empty, 0)
        if let end = page.redirect(request, total: machines.total) { return end }
        let document = try row.json("document")
        let isPaidFor = try !view.isClient && row.integer("number") != nil && row.text("kind") == "invoice"
        let payments =
            isPaidFor
            ? try await context.database.batch(
                Database.Call("payments_page", .integer(id)), Database.Call("payment_state", .integer(id)),
                Database.Call("reminders_page", .integer(id))) : []
        let isInvoice = try row.text("kind") == "invoice"
        let notes = isInvoice ? try await view.creditNotes(id) : .empty
        let invoice = try isInvoice && !view.isClient && row.integer("number") != nil ? CreditedInvoice(document: row, notes: notes) : nil
        let isTaken = paying.faults.isEmpty && crediting.faults.isEmpty && !isRefused
        return try .page("invoice", title: "invoice.title", status: isTaken ? 200 : 422) { json in
            json.field("is_client", view.isClient)
            json.field("provider", try row.text("provider"))
            InvoiceWriter.readings(machines, invoice: id, page, to: &json)
            try InvoiceWriter.head(row, to: &json)
            InvoiceWriter.document(document, to: &json)
            json.field("has_payments_part", isPaidFor)
            if isPaidFor {
                try InvoiceWriter.payments(
                    payments.map(\.rows), of: id, mayPay: request.role >= .admin, to: &json)
                paying.write(to: &json)
            }
            json.field("credits_id", try row.text("credits_id"))
            json.field("credits_number", try row.integer("credits_number").map(String.init))
            try InvoiceWriter.write(notes: notes, to: &json)
            let mayDelete = try row.integer("number") == nil && !view.isClient && request.role >= .admin
            let isWrong = try InvoiceStore.fault(ofDraft: row) != nil
            json.field("may_delete", mayDelete)
            json.field("may_issue", mayDelete && !isWrong)
            json.field("has_no_hundredths", isWrong)
            if let invoice, request.role >= .admin {
                json.field("may_credit", !invoice.isCreditedWhole)
                crediting.write(invoice, to: &json)
            }
        }
    }
}
