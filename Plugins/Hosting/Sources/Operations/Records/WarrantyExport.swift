import PluginKit

/// Warranty records as a table.
enum WarrantyExport {
    private static let columns = ["serial", "client"] + WarrantyDraft.fields

    /// The table of the records that a query leaves. Throws `PluginError` of the database.
    static func run(_ query: WarrantyQuery, _ context: PluginContext) async throws -> [UInt8] {
        // No cell is a number: serial and RMA numbers are names, and days begin with no sign.
        var writer = CSVWriter { _ in false }
        writer.line(columns)
        try await PagedRows.each("warranties_export", query.values, context) { row in
            writer.line(try ["serial_number", "client"].map { try row[$0] } + WarrantyDraft.fields.map { try row.text($0) ?? "" })
        }
        return writer.bytes
    }
}
