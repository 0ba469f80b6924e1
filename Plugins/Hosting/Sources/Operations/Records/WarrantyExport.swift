import PluginKit

/// Warranty records as a table.
enum WarrantyExport {
    private static let columns = ["serial", "client"] + WarrantyDraft.fields
    private static let rowsAtOnce: Int64 = 10_000

    /// The table of the records that a query leaves. Throws `PluginError` of the database.
    static func run(_ query: WarrantyQuery, _ context: PluginContext) async throws -> [UInt8] {
        // No cell is a number: serial and RMA numbers are names, and days begin with no sign.
        var writer = CSVWriter { _ in false }
        writer.line(columns)
        var last: Int64 = 0
        while true {
            let call = Database.Call("warranties_export", parameters: query.values + [.integer(last), .integer(rowsAtOnce)])
            let rows = try await context.database.batch([call])[0].rows
            for row in rows {
                writer.line(try ["serial_number", "client"].map { try row[$0] } + WarrantyDraft.fields.map { try row.text($0) ?? "" })
            }
            guard rows.count == Int(rowsAtOnce), let row = rows.last else { return writer.bytes }
            let next: Int64 = try row["id"]
            guard next > last else { return writer.bytes }
            last = next
        }
    }
}
