import PluginKit

/// Answers to questions that cannot be calculated.
enum Problems {
    /// 422 with the faults: field, what was found, what was expected, and the place in a table. `total` counts those too that are not told.
    static func invalid(_ faults: [FieldFault], total count: Int) -> Response {
        let first = faults.first?.message ?? ""
        var response = Response.json(status: 422, capacity: 256 + 160 * min(faults.count, FieldFault.told)) { json in
            json.object { json in
                json.field("type", "about:blank")
                json.field("title", "Unprocessable Content")
                json.field("status", 422)
                json.field("code", "invalid_input")
                json.field("detail", count == 1 ? first : "\(count) faults. The first: \(first)")
                json.field("error_count", count)
                write(faults, to: &json)
            }
        }
        response.contentType = "application/problem+json"
        return response
    }

    static func write(_ faults: [FieldFault], to json: inout JSONWriter) {
        json.array("errors") { json in
            for fault in faults.prefix(FieldFault.told) {
                json.object { json in
                    json.field("field", fault.field)
                    if let line = fault.line { json.field("line", line) }
                    if let column = fault.column { json.field("column", column) }
                    json.field("found", fault.found)
                    json.field("expected", fault.expected)
                }
            }
        }
    }
}
