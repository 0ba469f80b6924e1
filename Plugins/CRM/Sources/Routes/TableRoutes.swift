import PluginKit

/// `/api/v1/crm/import/leads` and `/export/leads`: leads as tables, both ways.
struct TableRoutes: Sendable {
    let context: PluginContext

    private static let rowsAtOnce: Int64 = 5_000

    @ListBuilder<Route> var routes: [Route] {
        Route("import_leads", importLeads)
        Route("export_leads", exportLeads)
    }

    @Sendable private func importLeads(_ request: Request) async throws -> Response {
        let onError = request.text("on_error") ?? "refuse"
        let choice = FieldKind.choice(["refuse", "skip"])
        guard choice.read(onError) != nil else {
            return Problems.invalid([FieldFault("on_error", found: onError, expected: choice.expectation, kind: choice)])
        }
        let result = try await LeadImport.run(
            [UInt8](try request.body(atMost: Request.tableBytes)), skipsBadRows: onError == "skip", context)
        guard let imported = result.imported else { return Problems.invalid(result.table.faults) }
        return .json(status: 201) { json in
            json.object { json in
                json.field("imported", imported)
                json.field("skipped", result.table.badRows)
                json.field("error_count", result.table.faults.count)
                Problems.write(result.table.faults, to: &json)
            }
        }
    }

    @Sendable private func exportLeads(_ request: Request) async throws -> Response {
        var (export, last) = (LeadExport(), Int64(0))
        while true {
            let rows = try await context.database.query("leads_export", .integer(last), .integer(Self.rowsAtOnce))
            try export.add(rows)
            guard rows.count == Int(Self.rowsAtOnce), let row = rows.last, let next = try row.integer("id"), next > last else { break }
            last = next
        }
        var response = Response.bytes(export.bytes, contentType: "text/csv; charset=utf-8; header=present")
        response.headers.append(("content-disposition", "attachment; filename=\"leads.csv\""))
        return response
    }
}
