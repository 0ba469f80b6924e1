import PluginKit

/// `/api/v1/hosting/curtailment/rules` and `/prices`: what makes plans by itself, and what power costs.
struct RuleRoutes: Sendable {
    let context: PluginContext

    private static let bodyBytes = 1_048_576

    @ListBuilder<Route> var routes: [Route] {
        Route("list_rules") { request in
            let page = try PageOf(request)
            let outcomes = try await context.database.batch(
                Database.Call("rules_page", .integer(page.size), .integer(page.offset)), Database.Call("rules_total"))
            let total: Int64 = try outcomes[1].rows.one()["total"]
            return .json(capacity: 512 * (outcomes[0].rows.count + 1)) { json in
                json.object { json in
                    json.rows("items", outcomes[0].rows)
                    page.write(total: total, to: &json)
                }
            }
        }
        Route("create_rule") { try await write($0, to: nil) }
        Route("update_rule") { try await write($0, to: try $0.integerParameter("id")) }
        Route("enable_rule") { try await enable($0, true) }
        Route("disable_rule") { try await enable($0, false) }
        Route("delete_rule") { request in
            try await store.delete(try request.integerParameter("id"), by: request.member)
            return .empty()
        }
        Route("post_prices", post)
        Route("list_prices") { request in
            var from = context.clock.now.adding(seconds: -86_400)
            if let text = request.text("from") {
                guard let time = Timestamp(rfc3339: text) else {
                    throw PluginError(.invalidArgument, "from: expected a time such as 2026-01-31T12:00:00Z, found \"\(text.prefix(40))\".")
                }
                from = time
            }
            let market = try await PowerMarkets(context: context).named(request.text("market"))
            let outcomes = try await context.database.batch(
                Database.Call("prices_since", .timestamp(from), .text(market)),
                Database.Call("prices_total", .timestamp(from), .text(market)))
            let total: Int64 = try outcomes[1].rows.one()["total"]
            return .json(capacity: 64 * (outcomes[0].rows.count + 1)) { json in
                json.object { json in
                    json.field("market", market)
                    json.rows("items", outcomes[0].rows)
                    json.field("total", total)
                }
            }
        }
    }

    private var store: RuleStore { RuleStore(context: context) }

    private func write(_ request: Request, to id: Int64?) async throws -> Response {
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Curtailment rules belong to providers.") }
        let body = try request.json()
        let row: Row
        do {
            let draft = try RuleDraft(body)
            row =
                if let id { try await store.update(id, to: draft) } else { try await store.insert(draft, author: request.member ?? "") }
        } catch let error as PluginError where error.code == .invalidArgument {
            return .problem(422, code: "invalid_field", detail: error.message)
        }
        return .json(status: id == nil ? 201 : 200) { json in json.object { $0.fields(row) } }
    }

    private func enable(_ request: Request, _ isEnabled: Bool) async throws -> Response {
        let row = try await store.enable(try request.integerParameter("id"), isEnabled, by: request.member)
        return .json { json in json.object { $0.fields(row) } }
    }

    @Sendable private func post(_ request: Request) async throws -> Response {
        guard request.tenantKind == .provider else { throw PluginError(.denied, "Prices of power belong to providers.") }
        guard request.body.count <= RuleRoutes.bodyBytes else {
            throw PluginError(.invalidArgument, "The body: expected at most \(RuleRoutes.bodyBytes) bytes, found \(request.body.count).")
        }
        guard request.header("content-type")?.hasPrefix("text/csv") == true else {
            let json = try request.json()
            let windows: [PriceWindow]
            let named: String?
            do {
                named = try PriceList.market(json)
                windows = try PriceList.read(json)
            } catch {
                return .problem(422, code: "invalid_field", detail: error.message)
            }
            let market = try await PowerMarkets(context: context).named(named ?? request.text("market"))
            try await PriceImport.store(windows, market: market, context)
            return .json(status: 201) { json in json.object { $0.field("stored", windows.count) } }
        }
        let wish = try MinerImport.Wish(request)
        let market = try await PowerMarkets(context: context).named(request.text("market"))
        let result = try await PriceImport.run(Array(request.body), wish, market: market, context)
        let answer = ImportAnswer(
            faults: result.table.faults, goodRows: result.table.goodRows, badRows: result.table.badRows, written: result.stored,
            isTrial: wish.isTrial, countName: "stored")
        return answer.response
    }
}
