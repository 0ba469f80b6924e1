import PluginKit

/// Takes a table of prices in. Rows that hold on the same day as another, in the table or stored, are bad ones.
enum PriceImport {
    static func run(_ bytes: [UInt8], skipsBadRows: Bool, _ context: PluginContext) async throws -> RecordImport {
        try await RecordImport.run(bytes, of: .price, skipsBadRows: skipsBadRows, context) { table in
            var stored: [Int: FieldFault] = [:]
            for row in try await context.database.query("prices_clashing", rows(of: table)) {
                guard let place = try row.integer("place").map(Int.init) else { continue }
                stored[place] = PriceRules.taken(try row.text("day"), line: table.lines[place])
            }
            table.leaveOut(stored)
            var doubled: [Int: FieldFault] = [:]
            for (place, other) in PriceRules.clashes(table.drafts) {
                doubled[place] = PriceRules.taken("the days of line \(table.lines[other])", line: table.lines[place])
            }
            table.leaveOut(doubled)
        }
    }

    private static func rows(of table: RecordTable) -> Value {
        Value.json { json in
            json.array { json in
                for (place, draft) in table.drafts.enumerated() {
                    json.object { json in
                        json.field("place", place)
                        for name in ["tariff", "currency", "starts_on", "ends_on"] { json.field(name, draft.values[name] ?? nil) }
                    }
                }
            }
        }
    }
}
