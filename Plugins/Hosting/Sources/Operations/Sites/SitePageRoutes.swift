import PluginKit

/// The pages of the sites: where miners stand, what each site draws of what it has, a form for a new one, and one site to change or remove.
struct SitePageRoutes: Sendable {
    let context: PluginContext

    private static let form = FormFields(name: "site_form", fields: ["name", "location", "capacity_mw", "market"])

    @ListBuilder<Route> var routes: [Route] {
        Route("sites_page") { try await page($0, nil) }
        Route("site_form", create)
        Route("site_page") { try await one($0, nil) }
        Route("site_change_form", change)
    }

    private var store: SiteStore { SiteStore(context: context) }

    private func page(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let page = try PageOf(request)
        let outcomes = try await context.database.batch(
            Database.Call("sites_page", .integer(page.size), .integer(page.offset)), Database.Call("sites_total"), Database.Call("markets"))
        let total: Int64 = try outcomes[1].rows.one()["total"]
        if let end = page.redirect(request, total: total) { return end }
        return try .page("sites", title: "sites.title", status: refused == nil ? 200 : 422) { json in
            json.field("may_create", request.tenantKind == .provider && request.role >= .admin)
            json.field("may_import", request.role >= .admin)
            try SitePageRoutes.form.write(refused, language: request.language, to: &json)
            try MarketFields.write(outcomes[2].rows, to: &json)
            try json.array("items") { json in
                for row in outcomes[0].rows { try json.object { try Self.write(row, to: &$0) } }
            }
            PagerFields("/hosting/sites", page, total: total, count: outcomes[0].rows.count).write(to: &json)
        }
    }

    private static func write(_ site: Row, to json: inout JSONWriter) throws {
        for name in ["id", "name", "miners", "provider"] { json.field(name, try site.cell(name)) }
        json.field("place", try [site["location"], site["market"]].filter { !$0.isEmpty }.joined(separator: " · "))
        let (watts, capacity): (Double, Double) = (try site["power_mw"] * 1_000_000, try site["capacity_mw"])
        let power = DisplayNumber.power(watts)
        json.field("power", power.value)
        json.field("power_unit", power.unit)
        json.field("has_capacity", capacity > 0)
        json.field("capacity", DisplayNumber.short(capacity, 2))
        json.field("percent", DisplayNumber.percent(watts / 1_000_000, of: capacity))
    }

    @Sendable private func create(_ request: Request) async throws -> Response {
        let form = PostedForm(request)
        return try await RefusedForm.answer(SitePageRoutes.form.name, form) {
            let draft = try SitePageRoutes.draft(form)
            _ = try await store.insert(draft, request)
            return .redirect(to: "/hosting/sites")
        } again: {
            try await page(request, $0)
        }
    }

    private static func draft(_ form: PostedForm) throws -> SiteDraft {
        var draft = try SiteDraft(try form.json(SitePageRoutes.form.fields, numbers: ["capacity_mw"]))
        // An empty field is the default market; a form without the field leaves what there is.
        if form.texts["market"] == "" { draft.market = "" }
        return draft
    }

    private func one(_ request: Request, _ refused: RefusedForm?) async throws -> Response {
        let row = try await store.one(try request.integerParameter("id"))
        let markets = try await context.database.query("markets")
        var form = SitePageRoutes.form
        for name in ["name", "location", "market"] { form.given[name] = try row[name] }
        let capacity: Double = try row["capacity_mw"]
        form.given["capacity_mw"] = capacity > 0 ? Int64(exactly: capacity).map(String.init) ?? "\(capacity)" : ""
        return try .page("site", title: "sites.one", status: refused == nil ? 200 : 422) { json in
            json.field("id", try row.cell("id"))
            json.field("site", try row.cell("name"))
            let used = try SiteStore.uses.filter { try row[$0] as Int64 > 0 }
            json.field("is_used", !used.isEmpty)
            for name in SiteStore.uses { json.field(name, try row.cell(name)) }
            try form.write(refused, language: request.language, to: &json)
            try MarketFields.write(markets, to: &json)
        }
    }

    @Sendable private func change(_ request: Request) async throws -> Response {
        let id = try request.integerParameter("id")
        let form = PostedForm(request)
        return try await RefusedForm.answer(SitePageRoutes.form.name, form) {
            if form["action"] == "remove" {
                try await store.delete(id, request)
            } else {
                _ = try await store.update(id, to: try SitePageRoutes.draft(form), request)
            }
            return .redirect(to: "/hosting/sites")
        } again: {
            try await one(request, $0)
        }
    }
}
