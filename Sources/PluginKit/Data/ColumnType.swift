/// Types of a column, with the contract's numbers (rows.h).
public enum ColumnType: UInt16, Sendable {
    /// One byte, 0 or 1.
    case boolean = 1
    /// 64 bits, signed.
    case integer = 2
    /// An IEEE double.
    case number = 3
    /// UTF-8; also uuid, inet, enums and whatever has no type of its own.
    case text = 4
    /// Any bytes.
    case bytes = 5
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp = 6
    /// An exact decimal number as text.
    case decimal = 7
    /// JSON as text.
    case json = 8

    /// The bytes of one value, or nil where values vary in length.
    var width: Int? {
        switch self {
        case .boolean: 1
        case .integer, .number, .timestamp: 8
        case .text, .bytes, .decimal, .json: nil
        }
    }
}
