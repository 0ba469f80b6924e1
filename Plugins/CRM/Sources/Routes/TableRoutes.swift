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
        do {
            let onError = try request.choice("on_error", of: ["refuse", "skip"])
            return Self.answer(
                try await RecordImport.run(
                    [UInt8](try request.body(atMost: Request.tableBytes)), of: .importedLead, skipsBadRows: onError == "skip", context))
        } catch let error as InputFaults {
            return Response.invalid(error.faults)
        }
    }

    /// What became of a table.
    static func answer(_ result: RecordImport) -> Response {
        guard let imported = result.imported else { return Response.invalid(result.table.faults) }
        return .json(status: 201) { json in
            json.object { json in
                json.field("imported", imported)
                json.field("skipped", result.table.badRows)
                json.field("error_count", result.table.faults.count)
                json.errors(result.table.faults)
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
        return .attachment(export.bytes, "text/csv; charset=utf-8; header=present", "leads.csv")
    }
}
