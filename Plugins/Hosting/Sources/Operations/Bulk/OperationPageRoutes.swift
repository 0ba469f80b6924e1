import PluginKit

/// The pages of operations: choosing what to do with picked miners, confirming it, watching it, the list.
struct OperationPageRoutes: Sendable {
    let context: PluginContext

    private static let minersShown: Int64 = 20

    private var store: OperationStore { OperationStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("operations_page", list)
        Route("operation_new") { try await confirm($0, PostedForm($0), nil) }
        Route("operation_form", create)
        Route("operation_page") { try await operation($0, template: "operation", refusal: nil) }
        Route("operation_part") { try await operation($0, template: "operation_now", refusal: nil) }
        Route("operation_undo_form", undo)
        Route("operation_cancel_form", cancel)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(
            Database.Call("operations_page", .integer(page.size), .integer(page.offset)), Database.Call("operations_total"))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        return try .page("operations", title: "operations.title") { json in
            json.field("is_provider", request.tenantKind == .provider)
            try json.array("items") { json in
                for row in outcomes[0].rows { try json.object { try OperationFields.writePage(row, to: &$0) } }
            }
            PagerFields("/hosting/operations", page, total: total, count: outcomes[0].rows.count).write(to: &json)
        }
    }

    /// What and how many, before anything is done.
    private func confirm(_ request: Request, _ form: PostedForm, _ refused: RefusedForm?) async throws -> Response {
        guard let selection = try? OperationForm.selection(form) else { return chosenNothing() }
        let outcomes = try await context.database.batch([
            Database.Call("miners_chosen", parameters: selection.values + [.integer(OperationPageRoutes.minersShown)]),
            Database.Call("sites_names"),
        ])
        let (miners, sites) = (outcomes[0].rows, outcomes[1].rows)
        guard let first = miners.first else { return chosenNothing() }
        let total: Int64 = try first["total"]
        return try .page("operation_new", title: "operations.new", status: refused == nil ? 200 : 422) { json in
            json.field("total", total)
            json.field("more", total > Int64(miners.count) ? total - Int64(miners.count) : nil)
            json.rows("items", miners)
            try OperationForm.write(form, selection, sites: sites, refused: refused, language: request.language, to: &json)
        }
    }

    private func chosenNothing() -> Response { .page("operation_none", title: "operations.new", status: 422) { _ in } }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let form = PostedForm(request)
        return try await RefusedForm.answer(OperationForm.fields.name, form) {
            let id = try await store.create(
                try OperationForm.action(form), try OperationForm.selection(form), author: request.member ?? "")
            return .redirect(to: "/hosting/operations/\(id)")
        } again: {
            try await confirm(request, form, $0)
        }
    }

    private func operation(_ request: Request, template: String, refusal: PluginError?) async throws -> Response {
        let (id, page) = (try request.integerParameter("id"), try PageOf(request))
        let outcome = try MinerQuery.choice("outcome", OperationFields.outcomes, request.text("outcome"))
        let list = Database.Call("operation_miners_page", .integer(id), Value(outcome), .integer(page.size), .integer(page.offset))
        let outcomes = try await context.database.batch(
            Database.Call("operation_detail", .integer(id)), Database.Call("operation_outcomes", .integer(id)), list)
        guard let row = outcomes[0].rows.first else { throw OperationStore.notFound }
        let miners = outcomes[2].rows
        let total = try await context.database.total(of: miners, page, list)
        if let end = page.redirect(request, total: total) { return end }
        return try .page(template, title: "operations.one", status: refusal == nil ? 200 : 409) { json in
            json.field("is_provider", request.tenantKind == .provider)
            json.field("is_refused", refusal != nil)
            json.field("is_elsewhere", true)
            if let refusal { json.field("fault", FaultWords.text(refusal, language: request.language)) }
            try OperationFields.writePage(row, to: &json)
            let mayChange = try request.role >= .admin && row["is_own"]
            let isEnded = try row.timestamp("finished_at") != nil
            json.field("may_cancel", mayChange && !isEnded)
            let undoable = try OperationFields.undoable(row)
            json.field("may_undo", mayChange && undoable > 0)
            json.field("undoable", undoable)
            try json.array("outcomes") { json in
                for one in outcomes[1].rows {
                    try json.object { json in
                        OperationFields.writeOutcome(try one["outcome"], to: &json)
                        json.field("count", try one.cell("miners"))
                    }
                }
            }
            try json.array("items") { json in
                for miner in miners { try json.object { try Self.write(miner, to: &$0) } }
            }
            PagerFields("/hosting/operations/\(id)", page, total: total, count: miners.count, filters: [("outcome", outcome)]).write(
                to: &json)
        }
    }

    private static func write(_ miner: Row, to json: inout JSONWriter) throws {
        for name in ["miner_id", "serial_number", "is_there"] { json.field(name, try miner.cell(name)) }
        try FindingFields.write(code: miner["code"], miner["values"], words: miner.cell("detail"), to: &json)
        OperationFields.writeOutcome(try miner.text("outcome") ?? miner["state"], to: &json)
        DisplayTime.write("changed", try miner["changed_at"], to: &json)
    }

    @Sendable private func undo(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        do {
            let password = PostedForm(request)["password"] ?? "x"
            return .redirect(to: "/hosting/operations/\(try await store.undo(id, password: password, author: request.member ?? ""))")
        } catch let error as PluginError where error.code == .conflict {
            return try await operation(request, template: "operation", refusal: error)
        }
    }

    @Sendable private func cancel(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        do {
            try await store.cancel(id)
            return .redirect(to: "/hosting/operations/\(id)")
        } catch let error as PluginError where error.code == .conflict {
            return try await operation(request, template: "operation", refusal: error)
        }
    }
}
