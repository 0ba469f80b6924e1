import PluginKit

/// The pages of contracts: the list with a form, one contract with its invoices and the form of the next.
struct ContractRoutes: Sendable {
    let context: PluginContext
    let settings: CRMSettings

    private static let rowsShown: Int64 = 100

    @ListBuilder<Route> var routes: [Route] {
        Route("contracts_page") { try await list($0, faults: [], texts: [:]) }
        Route("contract_form", create)
        Route("contract_page") { try await contract($0, id: try $0.integerParameter("id")) }
        Route("contract_change", change)
        Route("contract_delete_form", delete)
        Route("invoice_form", draft)
    }

    private func list(_ request: Request, faults: [FieldFault], texts: [String: String]) async throws -> Response {
        let (page, query) = (try PageOf(request), try RecordQuery(page: request, .contract))
        let outcomes = try await context.database.batch(
            query.calls(page) + [Database.Call("clients"), Database.Call("sites")])
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        return try .page("contracts", title: "contracts.title", status: faults.isEmpty ? 200 : 422) { json in
            FaultWriter.write("faults", faults, to: &json)
            json.field("may_change", request.role >= .admin)
            let usual = ContractForm.usual.merging(texts) { _, sent in sent }
            try ContractForm(texts: usual, clients: outcomes[2].rows, sites: outcomes[3].rows).write(to: &json)
            json.field("search", query.texts["q"] ?? "")
            json.array("all_kinds") { json in
                for kind in ContractKind.words { json.object { ContractWriter.write(kind, chosen: query.texts["kind"], to: &$0) } }
            }
            json.field("is_narrowed", query.isNarrowed)
            json.field("has_contracts", !outcomes[0].rows.isEmpty)
            try json.array("contracts") { json in
                for row in outcomes[0].rows { try json.object { try ContractWriter.write(row, to: &$0) } }
            }
            PagerWriter("/crm/contracts", page, total: total, count: outcomes[0].rows.count, query: query.items).write(to: &json)
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let texts = try request.formTexts()
        let draft = RecordDraft(texts, of: .contract, isNew: true)
        guard draft.faults.isEmpty else { return try await list(request, faults: draft.faults, texts: texts) }
        do {
            let row = try await RecordStore(context: context, kind: .contract).insert(draft, author: request.member)
            return .redirect(to: "/crm/contracts/\(try row.text("id") ?? "")")
        } catch let fault as FieldFault {
            return try await list(request, faults: [fault], texts: texts)
        }
    }

    /// - Parameters:
    ///   - texts: What the form of the next invoice was sent with.
    ///   - terms: What the form of the contract itself was sent with.
    ///   - isKept: Whether it was to be removed, and has invoices.
    private func contract(
        _ request: Request, id: Int64, faults: [FieldFault] = [], texts: [String: String] = [:], terms: [String: String] = [:],
        isKept: Bool = false
    ) async throws -> Response {
        let outcomes = try await context.database.batch(
            Database.Call("contract_detail", .integer(id)),
            Database.Call("invoices_page", .text(String(id)), .null, .null, .null, .integer(Self.rowsShown), .integer(0)),
            Database.Call("clients"), Database.Call("sites"))
        guard let row = outcomes[0].rows.first else { throw RecordStore(context: context, kind: .contract).notFound }
        return try .page("contract", title: "contract.title", status: isKept ? 409 : faults.isEmpty ? 200 : 422) { json in
            FaultWriter.write("faults", faults, to: &json)
            json.field("is_kept", isKept)
            try ContractWriter.write(row, to: &json)
            try InvoiceWriter.write(outcomes[1].rows, to: &json)
            let own = try ContractForm.texts(of: row)
            let held = own.merging(terms) { _, sent in sent }
            try ContractForm(texts: held, clients: outcomes[2].rows, sites: outcomes[3].rows).write(to: &json)
            json.field("may_change", request.role >= .admin)
            json.object("billing") { json in
                json.field("month", BillingPageRoutes.lastMonth(context.clock.now))
                json.field("price_per_kwh", "")
                json.field("is_estimate", false)
            }
            json.object("f") { json in
                for field in PeriodInputs.kind.fields { json.field(field.name, texts[field.name] ?? "") }
            }
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        let store = RecordStore(context: context, kind: .contract)
        let draft = RecordDraft(try await store.texts(texts, changing: id), of: .contract, isNew: false)
        guard draft.faults.isEmpty else { return try await contract(request, id: id, faults: draft.faults, terms: texts) }
        do {
            _ = try await store.update(id, draft)
            return .redirect(to: "/crm/contracts/\(id)")
        } catch let fault as FieldFault {
            return try await contract(request, id: id, faults: [fault], terms: texts)
        }
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard try await RecordStore(context: context, kind: .contract).delete(id, sentBy: request) else {
            return try await contract(request, id: id, isKept: true)
        }
        return .redirect(to: "/crm/contracts")
    }

    @Sendable private func draft(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        let own = texts.merging(["contract_id": String(id)]) { _, own in own }
        do {
            let invoice = try await InvoiceStore(context: context).draft(
                RecordDraft(own, of: PeriodInputs.kind, isNew: true), issuer: settings.issuer)
            return .redirect(to: "/crm/invoices/\(invoice)")
        } catch let error as InputFaults {
            return try await contract(request, id: id, faults: error.faults, texts: texts)
        }
    }
}
