import PluginKit

/// The board of leads, the lists of leads and deals, and the import's page.
struct BoardRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("board_page") { try await board($0, faults: [], texts: [:]) }
        Route("board_create", create)
        Route("leads_page") { try await LeadList(context: context).response($0) }
        Route("deals_page") { try await DealList(context: context).response($0) }
        Route("import_page") { _ in
            ImportPage(csv: ImportPage.example, skips: false, result: nil).response
        }
        Route("import_form", importLeads)
    }

    private func board(_ request: Request, faults: [FieldFault], texts: [String: String]) async throws -> Response {
        let query = RecordQuery({ $0 == "q" ? request.text("q") : nil }, .lead)
        let rows = try await context.database.query("leads_board", query.values[1], .integer(BoardPage.cardsShown))
        let page = BoardPage(rows: rows, search: request.text("q") ?? "", faults: faults + query.faults, texts: texts)
        return try .page("board", title: "board.title", status: page.faults.isEmpty ? 200 : 422) { try page.write(to: &$0) }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let texts = try request.formTexts()
        let draft = RecordDraft(texts, of: .lead, isNew: true)
        guard draft.faults.isEmpty else { return try await board(request, faults: draft.faults, texts: texts) }
        let row = try await RecordStore(context: context, kind: .lead).insert(draft, author: request.member)
        return .redirect(to: "/crm/leads/\(try row.text("id") ?? "")")
    }

    @Sendable private func importLeads(_ request: Request) async throws -> Response {
        let table = try PostedTable(request)
        let result = try await RecordImport.run(table.bytes, of: .importedLead, skipsBadRows: table.skipsBadRows, context)
        return ImportPage(csv: table.text, skips: table.skipsBadRows, result: result).response
    }
}
