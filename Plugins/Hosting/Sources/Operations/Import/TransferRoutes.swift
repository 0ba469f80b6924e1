import PluginKit

/// Miners as tables, both ways: `/api/v1/hosting/import/miners`, `/export/miners`, and the page of the import.
struct TransferRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("import_miners", importMiners)
        Route("export_miners", exportMiners)
        Route("import_page") { request in try ImportPage(csv: ImportPage.example, skips: false, result: nil).response(request) }
        Route("import_form", importForm)
    }

    @Sendable private func importMiners(_ request: Request) async throws -> Response {
        let wish = try MinerImport.Wish(request)
        let result = try await MinerImport.run(Array(request.body), wish, tenant: request.tenant, context)
        let answer = ImportAnswer(
            faults: result.faults, goodRows: result.goodRows, badRows: result.badRows, written: result.imported, isTrial: wish.isTrial)
        return answer.response
    }

    @Sendable private func exportMiners(_ request: Request) async throws -> Response {
        .attachment(csv: try await MinerExport.run(try MinerQuery(request), context), "miners.csv")
    }

    @Sendable private func importForm(_ request: Request) async throws -> Response {
        let posted = try PostedTable(request)
        let result = try await MinerImport.run(posted.bytes, MinerImport.Wish(posted), tenant: request.tenant, context)
        return try ImportPage(csv: posted.text, skips: posted.skipsBadRows, result: result).response(request)
    }
}
