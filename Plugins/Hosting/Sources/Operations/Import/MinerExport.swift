import PluginKit

/// Miners as a table that the import reads again, with what they do now.
struct MinerExport: Sendable {
    private var writer = CSVWriter { Double($0) != nil }

    private init() { writer.line(MinerTable.columns + MinerTable.reported) }

    /// The table of the miners that a list's filters leave. Throws `PluginError` of the database.
    static func run(_ query: MinerQuery, _ context: PluginContext) async throws -> [UInt8] {
        var export = MinerExport()
        try await PagedRows.each("miners_export", query.filter, context) { try export.add($0) }
        return export.writer.bytes
    }

    private mutating func add(_ row: Row) throws {
        var cells = try MinerTable.columns.map { try row.text($0) ?? "" }
        cells.append(try row["state"])
        for name in ["hashrate_ths", "power_watts", "temperature_celsius"] {
            cells.append(try row.number(name).map { DisplayNumber.text($0, name == "power_watts" ? 0 : 2) } ?? "")
        }
        cells.append(try row.timestamp("last_seen_at")?.rfc3339 ?? "")
        writer.line(cells)
    }
}
