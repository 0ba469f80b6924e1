import PluginKit

/// Miners as tables, both ways: `/api/v1/hosting/import/miners`, `/export/miners`, and the page of the import.
struct TransferRoutes: Sendable {
    let context: PluginContext

    /// Of a form as it comes, each byte of a table beside letters and digits as three; a longer one reads as one without fields.
    private static let mostFormBytes = 2 << 20

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
        let table = try await MinerExport.run(try MinerQuery(request), context)
        var response = Response.bytes(table, contentType: "text/csv; charset=utf-8; header=present")
        response.headers.append(("content-disposition", "attachment; filename=\"miners.csv\""))
        return response
    }

    @Sendable private func importForm(_ request: Request) async throws -> Response {
        let form = PostedForm(request, mostBytes: TransferRoutes.mostFormBytes)
        let uploaded = UploadedTable(request.body.count <= TransferRoutes.mostFormBytes ? request.body : [])
        let csv = uploaded.text ?? form.verbatim("csv")
        let wish = MinerImport.Wish(skipsBadRows: form["on_error"] == "skip", isTrial: form["dry_run"] == "true")
        let result = try await MinerImport.run(uploaded.bytes ?? Array(csv.utf8), wish, tenant: request.tenant, context)
        return try ImportPage(csv: csv, skips: wish.skipsBadRows, result: result).response(request)
    }
}
