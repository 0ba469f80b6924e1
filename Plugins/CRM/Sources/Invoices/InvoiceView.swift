import PluginKit

/// The invoices that somebody may read: a provider its own, drafts too; a client its copies of what was issued to it.
struct InvoiceView: Sendable {
    let context: PluginContext
    let isClient: Bool

    init(_ request: Request, _ context: PluginContext) { (self.context, isClient) = (context, request.tenantKind == .client) }

    /// A page of the list with the total.
    func list(_ query: RecordQuery, _ page: PageOf) async throws -> (rows: Rows, total: Int64) {
        let outcomes = try await context.database.batch(query.calls(page, of: isClient ? "client_" : ""))
        return (outcomes[0].rows, try outcomes[1].rows.one()["total"])
    }

    /// One invoice with its document. Throws `.notFound`.
    func detail(_ id: Int64) async throws -> Row {
        guard let row = try await context.database.query(isClient ? "client_invoice_detail" : "invoice_detail", .integer(id)).first else {
            throw InvoiceStore.notFound
        }
        return row
    }

    /// The credit notes of an invoice; a provider's drafts too.
    func creditNotes(_ id: Int64) async throws -> Rows {
        try await context.database.query(isClient ? "client_credit_notes" : "credit_notes", .integer(id))
    }

    /// The machines behind a metered invoice, with their sums, and how many they are.
    func machines(_ id: Int64, _ page: PageOf) async throws -> (rows: Rows, total: Int64) {
        let call = Database.Call(
            isClient ? "client_reading_machines" : "reading_machines", .integer(id), .integer(page.size), .integer(page.offset))
        let rows = try await context.database.batch(call)[0].rows
        return (rows, try await context.database.total(of: rows, page, call))
    }

    /// Hands every reading over, machine by machine and day by day, in batches.
    func readings(_ id: Int64, _ body: (Rows) throws -> Void) async throws {
        var last: Int64 = -1
        while true {
            let rows = try await context.database.query(
                isClient ? "client_reading_days" : "reading_days", .integer(id), .integer(last), .integer(Self.machinesAtOnce))
            try body(rows)
            guard let row = rows.last, let next = try row.text("miner_id").flatMap(Int64.init), next > last else { return }
            last = next
        }
    }

    /// With the longest period below the most rows that a statement may give.
    private static let machinesAtOnce: Int64 = 200
}
