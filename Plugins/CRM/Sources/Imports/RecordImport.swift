import PluginKit

/// Takes a table of records in: all rows, or the good ones if that is asked for, in one transaction.
struct RecordImport: Sendable {
    let table: RecordTable
    /// How many records were written; nil if nothing was, for the table's faults.
    let imported: Int?

    /// - Parameter check: What only all rows together, or the database, can get wrong.
    static func run(
        _ bytes: [UInt8], of kind: RecordKind, skipsBadRows: Bool, _ context: PluginContext,
        check: (inout RecordTable) async throws -> Void = { _ in }
    ) async throws -> RecordImport {
        var table = RecordTable(bytes, of: kind)
        if table.isReadable, !table.drafts.isEmpty { try await check(&table) }
        guard table.isReadable, table.faults.isEmpty || skipsBadRows else { return RecordImport(table: table, imported: nil) }
        guard !table.drafts.isEmpty else { return RecordImport(table: table, imported: 0) }
        return RecordImport(table: table, imported: try await context.database.execute("\(kind.name)_insert", table.rows))
    }
}
