import PluginKit

/// Takes a table of leads in: all rows, or the good ones if that is asked for, in one transaction.
struct LeadImport: Sendable {
    let table: LeadTable
    /// How many leads were written; nil if nothing was, for the table's faults.
    let imported: Int?

    static func run(_ bytes: [UInt8], skipsBadRows: Bool, _ context: PluginContext) async throws -> LeadImport {
        let table = LeadTable(bytes)
        guard table.isReadable, table.faults.isEmpty || skipsBadRows else { return LeadImport(table: table, imported: nil) }
        guard !table.drafts.isEmpty else { return LeadImport(table: table, imported: 0) }
        let rows = Value.json { json in
            json.array { json in
                for draft in table.drafts { draft.write(to: &json) }
            }
        }
        return LeadImport(table: table, imported: try await context.database.execute("lead_insert", rows))
    }
}
