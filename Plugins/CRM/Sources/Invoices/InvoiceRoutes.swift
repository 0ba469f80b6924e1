import PluginKit

/// `/api/v1/crm/invoices`: drafts from a contract and what was metered, issuing, credit notes.
struct InvoiceRoutes: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    private var store: InvoiceStore { InvoiceStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_invoices", list)
        Route("create_invoice", create)
        Route("get_invoice") { try await answer(InvoiceView($0, context), try $0.integerParameter("id")) }
        Route("list_readings", readings)
        Route("list_mined_days", minedDays)
        Route("invoice_file", file)
        Route("export_invoices", export)
        Route("delete_invoice") { request in
            try await store.delete(try request.integerParameter("id"))
            return .empty()
        }
        Route("issue_invoice", issue)
        Route("credit_invoice", credit)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let (page, query) = (try PageOf(request), RecordQuery(request, PeriodInputs.kind))
        guard query.faults.isEmpty else { return Response.invalid(query.faults) }
        let (rows, total) = try await InvoiceView(request, context).list(query, page)
        return .json(capacity: 512 * (rows.count + 1)) { json in
            json.object { json in
                json.rows("items", rows)
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        do {
            let draft = try RecordDraft(json: try request.recordJSON(), of: PeriodInputs.kind, isNew: true)
            return try await answer(
                InvoiceView(request, context), Int64(try await store.draft(draft, issuer: settings.issuer)) ?? 0, status: 201)
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func issue(_ request: Request) async throws -> Response {
        do {
            let id = try request.integerParameter("id")
            try await store.issue(id)
            return try await answer(InvoiceView(request, context), id)
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func credit(_ request: Request) async throws -> Response {
        do {
            let draft = try CreditDraft(body: try request.body(atMost: Request.recordBytes))
            let note = try await store.credit(try request.integerParameter("id"), draft)
            return try await answer(InvoiceView(request, context), Int64(note) ?? 0, status: 201)
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func readings(_ request: Request) async throws -> Response {
        let (view, id) = (InvoiceView(request, context), try request.integerParameter("id"))
        _ = try await view.detail(id)
        do {
            return try request.choice("format", of: ["json", "csv"]) == "csv"
                ? try await ReadingExport.csv(view, id) : try await ReadingExport.json(view, id)
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    /// The days behind a share of what the machines mined by their hashrate.
    @Sendable private func minedDays(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let row = try await InvoiceView(request, context).detail(id)
        do {
            let document = try row.json("document")
            return MinedDayExport.response(document, invoice: id, format: try request.choice("format", of: ["json", "csv"]))
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func file(_ request: Request) async throws -> Response {
        do {
            let format = try request.choice("format", of: InvoiceFile.formats)
            let row = try await InvoiceView(request, context).detail(try request.integerParameter("id"))
            return try InvoiceFile.response(row, format: format, language: request.language)
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    /// All that was issued, for the books.
    @Sendable private func export(_ request: Request) async throws -> Response {
        do {
            let wantsJSON = try request.choice("format", of: ["csv", "json"]) == "json"
            var (export, last) = (InvoiceExport(), Int64(0))
            while true {
                let rows = try await context.database.query("invoices_export", .integer(last), .integer(Self.rowsAtOnce))
                try export.add(rows)
                guard rows.count == Int(Self.rowsAtOnce), let next = try rows.last?.integer("number"), next > last else { break }
                last = next
            }
            return wantsJSON
                ? .attachment(export.json, "application/json", "invoices.json")
                : .attachment(export.csv, "text/csv; charset=utf-8; header=present", "invoices.csv")
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    private static let rowsAtOnce: Int64 = 5_000

    private func answer(_ view: InvoiceView, _ id: Int64, status: Int = 200) async throws -> Response {
        let row = try await view.detail(id)
        let document = try row.json("document")
        let notes = try row.text("kind") == "invoice" ? try await view.creditNotes(id) : .empty
        return try .json(status: status, capacity: 4_096) { json in
            try json.object { json in
                for name in [
                    "id", "kind", "status", "contract_id", "number", "issued_at", "credits_id", "credits_number", "credited_by", "provider",
                    "due_on", "credited", "paid",
                    "payment_status", "has_readings",
                ] {
                    json.field(name, try row.cell(name))
                }
                try InvoiceWriter.write(notes: notes, to: &json)
                json.field("document", document)
            }
        }
    }
}
