import PluginKit

/// The pages: what was notarized and how far it has come, and one record with its proof.
struct RecordPageRoutes: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings

    private var store: RecordStore { RecordStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("records_page", list)
        Route("record_page") { try await page($0, try $0.integerParameter("id"), verdict: nil) }
        Route("record_verify_form") { request in
            let id = try request.integerParameter("id")
            let damage = try await ProofMaker(context: context).damage(id)
            return try await page(request, id, verdict: .some(damage))
        }
        Route("record_erase_form") { request in
            let id = try request.integerParameter("id")
            guard PostedForm(request)["sure"] != nil else {
                throw PluginError(.invalidArgument, "Erasing cannot be undone: the box beside the button has to be ticked.")
            }
            try await store.erase(id)
            return .redirect(to: "/blockchain/records/\(id)")
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let found = try await context.database.batch(
            Database.Call("records_page", .null, .integer(page.size), .integer(page.offset)), Database.Call("records_total", .null))
        let (rows, total) = (found[0].rows, try found[1].rows.one()["total"] as Int64)
        if let end = page.redirect(request, total: total) { return end }
        let hasNoChain = await ChainPresence(context: context).isMissing()
        let problem = hasNoChain ? nil : try rows.lazy.compactMap { try $0.text("problem") }.first
        let writer = RecordWriter(settings: settings)
        return try .page("records", title: "records.title") { json in
            json.field("problem", problem)
            json.field("has_no_chain", hasNoChain)
            json.field("has_records", !rows.isEmpty)
            try json.array("records") { json in
                for row in rows {
                    try json.object { json in
                        try writer.write(row, to: &json)
                        json.field("created_text", try row.timestamp("created_at").map(DisplayTime.text))
                        Self.state(RecordState.name(try row.text("state")), isErased: try row.timestamp("erased_at") != nil, to: &json)
                    }
                }
            }
            Pager.write("/blockchain", page, total: total, count: rows.count, to: &json)
        }
    }

    private func page(_ request: Request, _ id: Int64, verdict: String??) async throws -> Response {
        let record = try await store.detail(id)
        let hasNoChain = await ChainPresence(context: context).isMissing()
        return .page("record", title: "record.title") { json in
            RecordWriter(settings: settings).write(record, to: &json)
            // Without a chain the catalogue's words say what waits for what.
            json.field("has_problem", !hasNoChain && record.interval?.problem != nil)
            json.field("has_no_chain", hasNoChain)
            json.field("created_text", DisplayTime.text(record.createdAt))
            Self.state(record.state, isErased: record.erasedAt != nil, to: &json)
            record.pin.writePage(to: &json)
            json.field("has_proof", record.erasedAt == nil && record.interval?.place != nil)
            json.field("tree_size", record.interval.flatMap { $0.place == nil ? nil : Int64(exactly: $0.size) })
            json.field("may_erase", record.erasedAt == nil && request.role >= .admin)
            json.field("may_verify", record.erasedAt == nil)
            if let verdict {
                json.field("was_verified", verdict == nil)
                json.field("damage", verdict)
            }
        }
    }

    private static func state(_ state: String, isErased: Bool, to json: inout JSONWriter) {
        json.field("is_erased", isErased)
        json.field("is_\(state)", true)
        json.field("state_class", state == "finalized" ? "state-fine" : "state-low")
    }
}
