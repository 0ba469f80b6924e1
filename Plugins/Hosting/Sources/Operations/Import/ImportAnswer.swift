import PluginKit

/// What the API says of an import: counts, and every fault with its line and field.
struct ImportAnswer: Sendable {
    let result: MinerImport
    let wish: MinerImport.Wish

    /// 201 with what was written, 200 for a trial, 422 where nothing was because of the faults.
    var response: Response {
        if let imported = result.imported {
            return .json(status: 201, capacity: capacity) { json in json.object { write(imported: imported, to: &$0) } }
        }
        if wish.isTrial { return .json(capacity: capacity) { json in json.object { write(imported: 0, to: &$0) } } }
        var response = Response.json(status: 422, capacity: capacity) { json in
            json.object { json in
                json.field("type", "about:blank")
                json.field("title", "Unprocessable Content")
                json.field("status", 422)
                json.field("code", "invalid_table")
                json.field("detail", detail)
                write(imported: 0, to: &json)
            }
        }
        response.contentType = "application/problem+json"
        return response
    }

    private var capacity: Int { 512 + 160 * result.faults.count }

    private var detail: String {
        guard let first = result.faults.first else { return "The table has no rows. Nothing was written." }
        return "\(result.faults.count) faults, the first on \(first.message) Nothing was written."
    }

    private func write(imported: Int, to json: inout JSONWriter) {
        json.field("imported", imported)
        json.field("good_rows", result.goodRows)
        json.field("bad_rows", result.badRows)
        json.field("error_count", result.faults.count)
        json.array("errors") { json in
            for fault in result.faults {
                json.object { json in
                    json.field("line", fault.line)
                    json.field("field", fault.field)
                    json.field("found", fault.found)
                    json.field("expected", fault.expected)
                }
            }
        }
    }
}
