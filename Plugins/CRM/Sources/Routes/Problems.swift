import PluginKit

/// Answers to inputs that cannot be taken.
enum Problems {
    /// 422 with every fault: field, what was found, what was expected, and the place in a table.
    static func invalid(_ faults: [FieldFault]) -> Response {
        let first = faults.first?.message ?? ""
        var response = Response.json(status: 422, capacity: 256 + 160 * faults.count) { json in
            json.object { json in
                json.field("type", "about:blank")
                json.field("title", "Unprocessable Content")
                json.field("status", 422)
                json.field("code", "invalid_input")
                json.field("detail", faults.count == 1 ? first : "\(faults.count) faults. The first: \(first)")
                json.field("error_count", faults.count)
                write(faults, to: &json)
            }
        }
        response.contentType = "application/problem+json"
        return response
    }

    static func write(_ faults: [FieldFault], to json: inout JSONWriter) {
        json.array("errors") { json in
            for fault in faults {
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
