import PluginKit

/// `/api/v1/blockchain/records`: what is notarized, by request, and how far it has come.
struct RecordRoutes: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings

    private var store: RecordStore { RecordStore(context: context) }

    @ListBuilder<Route> var routes: [Route] {
        Route("list_records", list)
        Route("create_record", create)
        Route("get_record") { try await answer($0.integerParameter("id")) }
        Route("record_body", body)
        Route("record_evidence", evidence)
        Route("erase_record") { request in
            try await store.erase(try request.integerParameter("id"))
            return .empty()
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let kind = Value(request.text("kind").flatMap { $0.isEmpty ? nil : $0 })
        let found = try await context.database.batch(
            Database.Call("records_page", kind, .integer(page.size), .integer(page.offset)), Database.Call("records_total", kind))
        let total: Int64 = try found[1].rows.one()["total"]
        let writer = RecordWriter(settings: settings)
        return try .json(capacity: 512 * (found[0].rows.count + 1)) { json in
            try json.object { json in
                try json.array("items") { json in
                    for row in found[0].rows { try json.object { try writer.write(row, to: &$0) } }
                }
                page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        do {
            // Base64 and JSON's escapes make a body longer on its way.
            let json = try JSONValue(parsing: request.body(atMost: RecordInput.maximumBodyBytes * 7))
            let (id, isNew) = try await store.add(try RecordInput.read(json))
            return try await answer(id, status: isNew ? 201 : 200)
        } catch let error as RecordInput.Faults {
            return Response.invalid(error.faults)
        }
    }

    @Sendable private func body(_ request: Request) async throws -> Response {
        guard let bytes = try await store.body(try request.integerParameter("id")) else {
            throw PluginError(.notFound, "This record was erased.")
        }
        // What somebody else has sent is nothing that a browser should run.
        var response = Response.bytes(bytes, contentType: "application/octet-stream")
        response.headers.append(("content-disposition", "attachment; filename=\"record\""))
        return response
    }

    /// What opens the record's bytes where they are pinned, without this host.
    @Sendable private func evidence(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let key = try await store.evidence(id) else { throw PluginError(.notFound, "This record was erased.") }
        var response = Response.json { json in json.object { key.write(to: &$0) } }
        response.headers.append(("content-disposition", "attachment; filename=\"evidence-\(id).json\""))
        return response
    }

    private func answer(_ id: Int64, status: Int = 200) async throws -> Response {
        let record = try await store.detail(id)
        return .json(status: status) { json in json.object { RecordWriter(settings: settings).write(record, to: &$0) } }
    }
}
