import HostPlugins
import PluginABI

/// The result columns of a declared statement, as PostgreSQL described them; none are known without a database.
struct StatementShape: Sendable {
    let name: String
    let columns: [(name: String, type: String)]

    /// Rows that fit, with values made of `random`; one in eight is null where `nulls`.
    func rows(_ count: Int, nulls: Bool = false, random: inout SeededRandom) -> [UInt8] {
        var rows = RawRows(rowCount: count)
        for column in columns {
            let empty = nulls ? Set((0..<count).filter { _ in random.below(8) == 0 }) : []
            rows.add(column.name, Self.values(column.type, count, &random), nulls: empty)
        }
        return rows.finish()
    }

    /// An end of what a type of PostgreSQL holds.
    enum End: CaseIterable {
        case least, greatest, infinite, infiniteBelowZero
    }

    /// Two rows with each column at that end of its type, where it has one; nil for values as usual.
    func rows(at end: (_ column: Int) -> End?) -> [UInt8] {
        var rows = RawRows(rowCount: 2)
        for (index, column) in columns.enumerated() {
            var random = SeededRandom(0)
            let value = end(index).flatMap { Self.value(column.type, at: $0) }
            rows.add(column.name, value ?? Self.values(column.type, 2, &random))
        }
        return rows.finish()
    }

    /// A result of the statement as db.h has it.
    static func result(_ rows: [[UInt8]], affected: Int64) -> [UInt8] {
        var message = RawMessage(kind: 0)
        for rows in rows {
            message.rows(Int(HI_DB_ROWS), rows)
            message.integer(Int(HI_DB_AFFECTED), affected)
        }
        return message.finish()
    }

    /// Nil for a type that has no ends.
    private static func value(_ type: String, at end: End) -> RawRows.Values? {
        let isAbove = end == .greatest || end == .infinite
        func twice<Value>(_ value: Value) -> [Value] { [value, value] }
        func integers<Integer: FixedWidthInteger>(_ type: Integer.Type) -> RawRows.Values {
            .integers(twice(Int64(isAbove ? Integer.max : Integer.min)))
        }
        switch type {
        case "bigint": return integers(Int64.self)
        case "integer": return integers(Int32.self)
        case "smallint": return integers(Int16.self)
        case "double precision", "real":
            let most = type == "real" ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
            let value = end == .greatest || end == .least ? most : .infinity
            return .numbers(twice(isAbove ? value : -value))
        // The same bits are PostgreSQL's infinity.
        case _ where type == "date" || type.hasPrefix("timestamp"): return .timestamps(twice(isAbove ? .max : .min))
        case "numeric":
            let digits = Array((isAbove ? "" : "-").utf8) + [UInt8](repeating: UInt8(ascii: "9"), count: 400)
            return .runs(twice(digits), type: Int(HI_COLUMN_DECIMAL))
        default: return nil
        }
    }

    /// A column of that type, as PostgreSQL writes it.
    static func values(_ type: String, _ count: Int, _ random: inout SeededRandom) -> RawRows.Values {
        func texts(_ type: Int, _ make: () -> String) -> RawRows.Values {
            .runs((0..<count).map { _ in Array(make().utf8) }, type: type)
        }
        switch type {
        case "bigint", "integer", "smallint": return .integers((0..<count).map { _ in Int64(random.below(1_000)) })
        case "double precision", "real": return .numbers((0..<count).map { _ in Double(random.below(100_000)) / 7 })
        case "boolean": return .booleans((0..<count).map { _ in random.below(2) == 0 })
        case "date": return .timestamps((0..<count).map { _ in Int64(random.below(20_000)) * 86_400_000_000 })
        case _ where type.hasPrefix("timestamp"):
            return .timestamps((0..<count).map { _ in 1_700_000_000_000_000 + Int64(random.below(1_000_000)) * 1_000 })
        case "numeric": return texts(HI_COLUMN_DECIMAL) { "\(random.below(1_000)).25" }
        case "json", "jsonb": return texts(HI_COLUMN_JSON) { #"{"a": [1, "é"]}"# }
        case "bytea": return texts(HI_COLUMN_BYTES) { "bytes" }
        case "uuid": return texts(HI_COLUMN_TEXT) { "01890a5d-ac96-774b-bcce-b302099a8057" }
        case "inet": return texts(HI_COLUMN_TEXT) { "192.0.2.\(1 + random.below(250))" }
        default: return texts(HI_COLUMN_TEXT) { "text \(random.below(100))" }
        }
    }
}
