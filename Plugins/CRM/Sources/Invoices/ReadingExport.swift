import PluginKit

/// The readings behind an invoice as a table or as JSON, one row for each machine and day.
enum ReadingExport {
    static let columns = [
        "miner_id", "serial_number", "day", "kwh", "estimated_kwh", "curtailed_kwh", "expected_hours", "curtailed_hours", "down_hours",
        "missing_hours", "idle_hours", "untold_kwh", "curtailed_estimated_kwh", "hashrate_ths", "estimated_hashrate_ths",
    ]

    static func csv(_ view: InvoiceView, _ id: Int64) async throws -> Response {
        var writer = CSVWriter { Decimal($0) != nil }
        writer.line(columns)
        try await view.readings(id) { rows in
            for row in rows { writer.line(try columns.map { try row.text($0) ?? "" }) }
        }
        return .attachment(writer.bytes, "text/csv; charset=utf-8; header=present", "readings-\(id).csv")
    }

    static func json(_ view: InvoiceView, _ id: Int64) async throws -> Response {
        var batches: [Rows] = []
        try await view.readings(id) { batches.append($0) }
        return .json(capacity: 256 * (batches.reduce(1) { $0 + $1.count })) { json in
            json.object { json in
                json.array("items") { json in
                    for rows in batches {
                        for row in rows { json.object { $0.fields(row) } }
                    }
                }
                json.field("total", batches.reduce(0) { $0 + $1.count })
            }
        }
    }
}
