/// A Swift type that a column's value can be read as.
public protocol ColumnDecodable {
    /// Reads the value. Throws `.invalidArgument` if type or null do not fit.
    static func decode(_ cell: Cell) throws(PluginError) -> Self
}

extension Optional: ColumnDecodable where Wrapped: ColumnDecodable {
    /// Nil for null.
    public static func decode(_ cell: Cell) throws(PluginError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.decode(cell)
    }
}

extension Bool: ColumnDecodable {
    /// From `boolean`.
    public static func decode(_ cell: Cell) throws(PluginError) -> Bool {
        guard cell.type == .boolean, !cell.isNull else { throw cell.mismatch("Bool") }
        return cell.batch.boolean(cell.column, cell.row)
    }
}

extension Int64: ColumnDecodable {
    /// From any SQL integer.
    public static func decode(_ cell: Cell) throws(PluginError) -> Int64 {
        guard cell.type == .integer, !cell.isNull else { throw cell.mismatch("Int64") }
        return Int64(bitPattern: cell.batch.word(cell.column, cell.row))
    }
}

extension Int: ColumnDecodable {
    /// From any SQL integer.
    public static func decode(_ cell: Cell) throws(PluginError) -> Int { Int(try Int64.decode(cell)) }
}

extension Double: ColumnDecodable {
    /// From `double precision`, `real`, any integer, or `numeric` (rounded to a double).
    public static func decode(_ cell: Cell) throws(PluginError) -> Double {
        guard !cell.isNull else { throw cell.mismatch("Double") }
        switch cell.type {
        case .number: return Double(bitPattern: cell.batch.word(cell.column, cell.row))
        case .integer: return Double(Int64(bitPattern: cell.batch.word(cell.column, cell.row)))
        case .decimal:
            guard let value = Double(cell.batch.text(cell.column, cell.row)) else { throw cell.mismatch("Double") }
            return value
        default: throw cell.mismatch("Double")
        }
    }
}

extension String: ColumnDecodable {
    /// From `text` and its kin, `numeric` and JSON.
    public static func decode(_ cell: Cell) throws(PluginError) -> String {
        guard cell.type.width == nil, cell.type != .bytes, !cell.isNull else { throw cell.mismatch("String") }
        return cell.batch.text(cell.column, cell.row)
    }
}

extension Timestamp: ColumnDecodable {
    /// From `timestamptz`, `timestamp` or `date`.
    public static func decode(_ cell: Cell) throws(PluginError) -> Timestamp {
        guard cell.type == .timestamp, !cell.isNull else { throw cell.mismatch("Timestamp") }
        return Timestamp(unixMicros: Int64(bitPattern: cell.batch.word(cell.column, cell.row)))
    }
}

extension [UInt8]: ColumnDecodable {
    /// From `bytea`, or the bytes of any text.
    public static func decode(_ cell: Cell) throws(PluginError) -> [UInt8] {
        guard let bytes = cell.bytes else { throw cell.mismatch("[UInt8]") }
        return [UInt8](bytes)
    }
}

extension JSONValue: ColumnDecodable {
    /// From `json` or `jsonb`.
    public static func decode(_ cell: Cell) throws(PluginError) -> JSONValue {
        guard cell.type == .json, let bytes = cell.bytes else { throw cell.mismatch("JSONValue") }
        return try JSONValue(parsing: bytes)
    }
}
