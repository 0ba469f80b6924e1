/// A checked column of a batch. Borrowed bytes: lives no longer than the batch.
package struct RowsColumn {
    /// Types of a column, as in rows.h.
    package enum Kind: UInt16, Sendable {
        case boolean = 1
        case integer = 2
        case number = 3
        case text = 4
        case bytes = 5
        case timestamp = 6
        case decimal = 7
        case json = 8

        /// Bytes of one value, or nil where values differ in length.
        package var width: Int? {
            switch self {
            case .boolean: 1
            case .integer, .number, .timestamp: 8
            case .text, .bytes, .decimal, .json: nil
            }
        }
    }

    package let name: String
    package let kind: Kind
    package let rowCount: Int
    /// One bit a row, or empty if every row has a value.
    let validity: UnsafeRawBufferPointer
    /// `rowCount + 1` numbers of 4 bytes for values that differ in length, else empty.
    let offsets: UnsafeRawBufferPointer
    let data: UnsafeRawBufferPointer

    /// - Precondition: `row` is in `0..<rowCount`, as for every getter.
    package func isNull(_ row: Int) -> Bool {
        precondition(row >= 0 && row < rowCount, "a row beyond the batch's end")
        return !validity.isEmpty && validity[row >> 3] & (1 << (row & 7)) == 0
    }

    /// The value of a BOOLEAN column; false where it is null.
    package func boolean(_ row: Int) -> Bool { !isNull(row) && data[row] != 0 }

    /// The value of an integer or timestamp column; 0 under a null.
    package func integer(_ row: Int) -> Int64 {
        isNull(row) ? 0 : data.loadUnaligned(fromByteOffset: row * 8, as: Int64.self)
    }

    /// The value of a NUMBER column; 0 where it is null.
    package func number(_ row: Int) -> Double {
        isNull(row) ? 0 : data.loadUnaligned(fromByteOffset: row * 8, as: Double.self)
    }

    /// The bytes of a value that has a length of its own; empty under a null.
    package func bytes(_ row: Int) -> UnsafeRawBufferPointer {
        if isNull(row) { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let start = Int(offsets.loadUnaligned(fromByteOffset: row * 4, as: UInt32.self))
        let end = Int(offsets.loadUnaligned(fromByteOffset: row * 4 + 4, as: UInt32.self))
        // Checked on making; cut again because the plugin could change the bytes meanwhile.
        let from = min(start, data.count)
        return UnsafeRawBufferPointer(rebasing: data[from..<max(from, min(end, data.count))])
    }

    /// The value of a TEXT, JSON or DECIMAL column, repaired if it is not UTF-8; empty where it is null.
    package func text(_ row: Int) -> String { String(decoding: bytes(row), as: UTF8.self) }
}
