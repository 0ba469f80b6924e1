/// One input that cannot be taken, and what would be.
public protocol InputFault: Sendable {
    /// The field, or the column of a table.
    var field: String { get }
    /// What was there; nil if nothing.
    var found: String? { get }
    /// Such as "a text of 1 to 200 characters".
    var expected: String { get }
    /// Where in a table, from 1; nil outside of one.
    var place: (line: Int, column: Int?)? { get }
    /// For a person.
    var message: String { get }
}

extension InputFault {
    /// Nil: outside of a table.
    public var place: (line: Int, column: Int?)? { nil }

    /// The place, the field, what was expected and what was found.
    public var message: String {
        let text = place.map { "line \($0.line)\($0.column.map { ", column \($0)" } ?? "") " } ?? ""
        return "\(text)\(field): expected \(expected), found \(found.map { "\"\($0)\"" } ?? "nothing")."
    }
}

extension JSONWriter {
    /// Writes `errors`: field, what was found, what was expected, and the place in a table.
    public mutating func errors(_ faults: some Sequence<some InputFault>) {
        array("errors") { json in
            for fault in faults {
                json.object { json in
                    json.field("field", fault.field)
                    if let place = fault.place {
                        json.field("line", place.line)
                        if let column = place.column { json.field("column", column) }
                    }
                    json.field("found", fault.found)
                    json.field("expected", fault.expected)
                }
            }
        }
    }
}

extension Response {
    /// 422 with inputs that cannot be taken, as RFC 9457 has it.
    ///
    /// - Parameters:
    ///   - total: How many there are, if not all of them are told.
    ///   - code: A stable word for programs.
    ///   - detail: For a person; nil for the first fault's message and their number.
    ///   - more: Writes further fields before the faults.
    public static func invalid(
        _ faults: some Collection<some InputFault>, total: Int? = nil, code: String = "invalid_input", detail: String? = nil,
        more: (inout JSONWriter) -> Void = { _ in }
    ) -> Response {
        let (count, first) = (total ?? faults.count, faults.first?.message ?? "")
        var response = Response.json(status: 422, capacity: 512 + 160 * faults.count) { json in
            json.object { json in
                json.field("type", "about:blank")
                json.field("title", "Unprocessable Content")
                json.field("status", 422)
                json.field("code", code)
                json.field("detail", detail ?? (count == 1 ? first : "\(count) faults. The first: \(first)"))
                more(&json)
                json.field("error_count", count)
                json.errors(faults)
            }
        }
        response.contentType = "application/problem+json"
        return response
    }
}
