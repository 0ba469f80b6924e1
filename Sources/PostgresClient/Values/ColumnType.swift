/// The type of a column of a `RowBatch`; the numbers are those of rows.h.
package enum ColumnType: UInt16, Sendable, CaseIterable {
    case boolean = 1
    case integer = 2
    case number = 3
    case text = 4
    case bytes = 5
    case timestamp = 6
    case decimal = 7
    case json = 8

    /// Bytes of one value, or nil for a type of variable width.
    package var fixedWidth: Int? {
        switch self {
        case .boolean: 1
        case .integer, .number, .timestamp: 8
        case .text, .bytes, .decimal, .json: nil
        }
    }
}
