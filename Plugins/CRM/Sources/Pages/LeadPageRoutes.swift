import PluginKit

/// The page of one lead, and its forms: each works without scripts, and comes back with its faults if something is wrong.
struct LeadPageRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("lead_page") { try await page($0, id: try $0.integerParameter("id")) }
        Route("lead_change", change)
        Route("lead_delete_form", delete)
        Route("lead_move_form", moveLead)
        Route("deal_move_form", moveDeal)
        for kind in [RecordKind.contact, .deal, .activity] {
            Route("lead_\(kind.name)_form") { try await add($0, kind) }
            Route("lead_\(kind.name)_change") { try await change($0, kind) }
            Route("lead_\(kind.name)_delete") { request in
                try await RecordStore(context: context, kind: kind).delete(try request.integerParameter("record"))
                return .redirect(to: "/crm/leads/\(try request.integerParameter("id"))")
            }
        }
    }

    /// - Parameters:
    ///   - texts: What the form of the lead itself was sent with.
    ///   - form: Another one that comes back.
    ///   - isKept: Whether it was to be removed, and others refer to it.
    private func page(
        _ request: Request, id: Int64, faults: [FieldFault] = [], texts: [String: String] = [:], form: LeadForm? = nil,
        isKept: Bool = false
    ) async throws -> Response {
        let key = Value.text(String(id))
        let (most, none) = (Value.integer(LeadPage.rowsShown), Value.integer(0))
        let outcomes = try await context.database.batch(
            Database.Call("lead_detail", .integer(id)), Database.Call("contacts_page", key, .null, most, none),
            Database.Call("deals_page", key, .null, .null, most, none), Database.Call("activities_page", key, .null, most, none))
        guard let row = outcomes[0].rows.first else { throw RecordStore(context: context, kind: .lead).notFound }
        let forms = try zip([RecordKind.contact, .deal, .activity], outcomes.dropFirst().map(\.rows)).map { kind, rows in
            if let form, form.kind.name == kind.name { form } else { try LeadForm(kind, request, rows) }
        }
        let page = LeadPage(
            lead: row, contacts: outcomes[1].rows, deals: outcomes[2].rows, activities: outcomes[3].rows, faults: faults, texts: texts,
            forms: forms, mayRemove: request.role >= .admin, isKept: isKept)
        return try .page("lead", title: "lead.title", status: isKept ? 409 : faults.isEmpty ? 200 : 422) { try page.write(to: &$0) }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let texts = try request.formTexts()
        let draft = RecordDraft(texts, of: .lead, isNew: false)
        guard draft.faults.isEmpty else { return try await page(request, id: id, faults: draft.faults, texts: texts) }
        _ = try await RecordStore(context: context, kind: .lead).update(id, draft)
        return .redirect(to: "/crm/leads/\(id)")
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard try await RecordStore(context: context, kind: .lead).delete(id, sentBy: request) else {
            return try await page(request, id: id, isKept: true)
        }
        return .redirect(to: "/crm")
    }

    private func add(_ request: Request, _ kind: RecordKind) async throws -> Response {
        let id = try request.integerParameter("id")
        let texts = try request.formTexts().merging(["lead_id": String(id)]) { _, own in own }
        let draft = RecordDraft(texts, of: kind, isNew: true)
        guard draft.faults.isEmpty else {
            return try await page(request, id: id, faults: draft.faults, form: LeadForm(kind, record: nil, texts: texts))
        }
        do {
            _ = try await RecordStore(context: context, kind: kind).insert(draft, author: request.member)
        } catch is FieldFault {
            throw RecordStore(context: context, kind: .lead).notFound
        }
        return .redirect(to: "/crm/leads/\(id)")
    }

    private func change(_ request: Request, _ kind: RecordKind) async throws -> Response {
        let (id, record) = (try request.integerParameter("id"), try request.integerParameter("record"))
        let texts = try request.formTexts().filter { $0.key != "lead_id" }
        let store = RecordStore(context: context, kind: kind)
        let draft = RecordDraft(try await store.texts(texts, changing: record), of: kind, isNew: false)
        guard draft.faults.isEmpty else {
            return try await page(request, id: id, faults: draft.faults, form: LeadForm(kind, record: String(record), texts: texts))
        }
        let row = try await store.update(record, draft)
        return .redirect(to: "/crm/leads/\(try row.text("lead_id") ?? String(id))")
    }

    @Sendable private func moveLead(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        try await StageMove<LeadStage>(context: context, kind: .lead).move(id, to: try Self.stage(texts), author: request.member)
        return .redirect(to: texts["to"] == "lead" ? "/crm/leads/\(id)" : "/crm")
    }

    @Sendable private func moveDeal(_ request: Request) async throws -> Response {
        let (id, texts) = (try request.integerParameter("id"), try request.formTexts())
        try await StageMove<DealStage>(context: context, kind: .deal).move(id, to: try Self.stage(texts), author: request.member)
        guard let lead = texts["lead_id"].flatMap(Int64.init) else { return .redirect(to: "/crm/deals") }
        return .redirect(to: "/crm/leads/\(lead)")
    }

    private static func stage<Known: Stage>(_ texts: [String: String]) throws(PluginError) -> Known {
        guard let stage = texts["stage"].flatMap(Known.init(rawValue:)) else {
            throw PluginError(.invalidArgument, "stage: expected one of \(Known.words.joined(separator: ", ")).")
        }
        return stage
    }
}
