import PluginKit

/// Leads as a table that the import reads again.
struct LeadExport: Sendable {
    private var writer = CSVWriter { Decimal($0) != nil }

    private static let columns = RecordKind.importedLead.fields.map(\.name)

    init() { writer.line(Self.columns) }

    /// Adds rows that have the columns. Throws if one is missing.
    mutating func add(_ rows: Rows) throws {
        for row in rows { writer.line(try Self.columns.map { try row.text($0) ?? "" }) }
    }

    var bytes: [UInt8] { writer.bytes }
}
