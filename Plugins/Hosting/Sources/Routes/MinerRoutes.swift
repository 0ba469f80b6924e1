import PluginKit

/// `/api/v1/hosting/miners`: the list, one miner, and changing them.
struct MinerRoutes: Sendable {
    let context: PluginContext

    private static let mostAtOnce = 1_000

    @ListBuilder<Route> var routes: [Route] {
        Route("list_miners", list)
        Route("get_miner", get)
        Route("create_miners", create)
        Route("update_miner", update)
        Route("delete_miner", delete)
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let query = try MinerQuery(request)
        let outcomes = try await context.database.batch(query.calls)
        let total: Int64 = try outcomes[1].rows.one()["total"]
        return .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
            json.object { json in
                json.rows("items", outcomes[0].rows)
                query.page.write(total: total, to: &json)
            }
        }
    }

    @Sendable private func get(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard let row = try await context.database.query("miner_detail", .integer(id)).first else { throw MinerRoutes.notFound }
        return .json(capacity: 4_096) { json in json.object { $0.fields(row) } }
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let body = try request.json()
        let given = body["items"]?.array ?? [body]
        guard !given.isEmpty, given.count <= MinerRoutes.mostAtOnce else {
            throw PluginError(.invalidArgument, "items: expected 1 to \(MinerRoutes.mostAtOnce) miners, found \(given.count).")
        }
        var drafts: [MinerDraft] = []
        for json in given {
            let draft = try MinerDraft(json)
            try draft.requireComplete()
            drafts.append(draft)
        }
        let rows = try await insert(drafts, request)
        guard !rows.isEmpty else { throw try await refusal(of: drafts, request) }
        let single = body["items"] == nil ? rows.first : nil
        return .json(status: 201, capacity: 128 * rows.count) { json in
            json.object { json in
                if let single { json.fields(single) } else { json.rows("items", rows) }
                json.field("created", rows.count)
            }
        }
    }

    @Sendable private func update(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let draft = try MinerDraft(try request.json())
        guard draft.client == nil else {
            throw PluginError(.invalidArgument, "client: a miner stays with its client; delete it and create it for the other.")
        }
        let call = Database.Call(
            "miner_update", .integer(id), Value(draft.serialNumber), Value(draft.model), Value(draft.status), Value(draft.address),
            Value(draft.port), .boolean(draft.setsSite), Value(draft.siteId), .text(request.member ?? ""))
        let outcomes: [Database.Outcome]
        do throws(PluginError) {
            outcomes = try await context.database.batch(call, Database.Call("miner_detail", .integer(id)))
        } catch {
            guard error.isUniqueViolation, let serialNumber = draft.serialNumber else { throw error }
            throw MinerDraft.taken(serialNumber: serialNumber)
        }
        guard let row = outcomes[1].rows.first else { throw MinerRoutes.notFound }
        guard !outcomes[0].rows.isEmpty else { throw try await refusal(of: [draft], request) }
        return .json(capacity: 4_096) { json in json.object { $0.fields(row) } }
    }

    private func insert(_ drafts: [MinerDraft], _ request: Request) async throws -> Rows {
        let wanted = MinerRoutes.wanted(drafts, request)
        do throws(PluginError) {
            return try await context.database.query("miners_insert", wanted)
        } catch {
            guard error.isUniqueViolation else { throw error }
            throw MinerDraft.taken(try await context.database.query("miners_taken", wanted).decode())
        }
    }

    private static func wanted(_ drafts: [MinerDraft], _ request: Request) -> Value {
        Value.json { json in
            json.array { json in
                for draft in drafts { draft.write(tenant: request.tenant, to: &json) }
            }
        }
    }

    /// Why nothing was written: names the first reference that leads nowhere.
    private func refusal(of drafts: [MinerDraft], _ request: Request) async throws -> PluginError {
        guard let row = try await context.database.query("miners_unresolved", MinerRoutes.wanted(drafts, request)).first else {
            return PluginError(.conflict, "The client, model or site of these miners changed meanwhile; nothing was written. Try again.")
        }
        return MinerDraft.unresolved(field: try row["field"], value: try row["value"], serialNumber: try row.text("serial_number"))
    }

    @Sendable private func delete(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        guard try await context.database.execute("miner_delete", .integer(id)) == 1 else { throw MinerRoutes.notFound }
        return .empty()
    }

    static let notFound = PluginError(.notFound, "There is no such miner.")
}
