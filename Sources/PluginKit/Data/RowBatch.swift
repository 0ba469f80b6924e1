import PluginABI

/// A checked columnar batch (rows.h) within bytes of its own. After `init` no access can lead outside of it.
final class RowBatch: Sendable {
    struct Column: Sendable {
        var name: String
        var type: ColumnType
        /// Absolute offsets into `bytes`; `validity` nil = no nulls.
        var validity: Int?
        var offsets: Int
        var data: Int
    }

    let bytes: [UInt8]
    let columns: [Column]
    let rowCount: Int

    /// Checks the batch at `range` of `bytes`. Throws `.invalidArgument` that names the column.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(PluginError) {
        self.bytes = bytes
        (columns, rowCount) = try bytes.reading { buffer throws(PluginError) in
            try Self.parse(UnsafeRawBufferPointer(rebasing: buffer[range]), base: range.lowerBound)
        }
    }

    /// A batch of no rows and no columns.
    static let empty = RowBatch()

    private init() {
        (bytes, columns, rowCount) = ([], [], 0)
    }

    private static func parse(_ batch: UnsafeRawBufferPointer, base: Int) throws(PluginError) -> ([Column], Int) {
        let head = MemoryLayout<hi_rows>.size
        let entry = MemoryLayout<hi_column>.size
        guard batch.count >= head else { throw malformed("it has \(batch.count) bytes, a header has \(head)") }
        let total = Int(batch.number(at: 0, as: UInt32.self))
        let version = batch.number(at: 4, as: UInt16.self)
        let columnCount = Int(batch.number(at: 6, as: UInt16.self))
        let rowCount = Int(batch.number(at: 8, as: UInt32.self))
        guard version == 1 else { throw malformed("its version is \(version), known is 1") }
        guard total <= batch.count, head + columnCount * entry <= total else {
            throw malformed("total_bytes \(total) does not fit \(batch.count) bytes with \(columnCount) columns")
        }
        // Rows of no columns need no bytes: nothing else would bound how many are gone through. One is the parameters of a statement that has none.
        guard columnCount > 0 || rowCount <= 1 else { throw malformed("it has \(rowCount) rows of no columns") }
        func holds(_ offset: Int, _ count: Int) -> Bool { offset >= 0 && count >= 0 && offset <= total && count <= total - offset }

        var columns: [Column] = []
        columns.reserveCapacity(columnCount)
        for index in 0..<columnCount {
            let at = head + index * entry
            let nameOffset = Int(batch.number(at: at, as: UInt32.self))
            let nameCount = Int(batch.number(at: at + 4, as: UInt16.self))
            let type = batch.number(at: at + 6, as: UInt16.self)
            let validity = Int(batch.number(at: at + 8, as: UInt32.self))
            let offsets = Int(batch.number(at: at + 12, as: UInt32.self))
            let data = Int(batch.number(at: at + 16, as: UInt32.self))
            let dataCount = Int(batch.number(at: at + 20, as: UInt32.self))
            guard let type = ColumnType(rawValue: type) else { throw malformed("column \(index) has the unknown type \(type)") }
            guard holds(nameOffset, nameCount) else { throw malformed("the name of column \(index) lies outside") }
            guard validity == 0 || holds(validity, (rowCount + 7) / 8) else {
                throw malformed("the validity of column \(index) lies outside")
            }
            guard holds(data, dataCount) else { throw malformed("the data of column \(index) lies outside") }
            if let width = type.width {
                guard dataCount / width >= rowCount else { throw malformed("column \(index) has \(dataCount) bytes for \(rowCount) rows") }
            } else {
                guard holds(offsets, (rowCount + 1) * 4) else { throw malformed("the offsets of column \(index) lie outside") }
                var before = 0
                for row in 0...rowCount {
                    let offset = Int(batch.number(at: offsets + row * 4, as: UInt32.self))
                    guard offset >= before, offset <= dataCount else {
                        throw malformed("the offsets of column \(index) do not rise at row \(row)")
                    }
                    before = offset
                }
            }
            let name = String(decoding: batch[nameOffset..<nameOffset + nameCount], as: UTF8.self)
            columns.append(
                Column(name: name, type: type, validity: validity == 0 ? nil : base + validity, offsets: base + offsets, data: base + data))
        }
        return (columns, rowCount)
    }

    private static func malformed(_ why: String) -> PluginError { PluginError(.invalidArgument, "The rows are not well formed: \(why).") }
}

extension RowBatch {
    /// The column's position by name, or nil.
    func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    func isNull(_ column: Int, _ row: Int) -> Bool {
        guard let validity = columns[column].validity else { return false }
        return bytes[validity + row >> 3] & (1 << UInt8(row & 7)) == 0
    }

    /// The 8 bytes of a value of fixed width.
    func word(_ column: Int, _ row: Int) -> UInt64 {
        bytes.withUnsafeBytes { $0.number(at: columns[column].data + row * 8, as: UInt64.self) }
    }

    func boolean(_ column: Int, _ row: Int) -> Bool { bytes[columns[column].data + row] != 0 }

    /// The bytes of a value of variable width.
    func range(_ column: Int, _ row: Int) -> Range<Int> {
        let layout = columns[column]
        return bytes.withUnsafeBytes { buffer in
            let lower = Int(buffer.number(at: layout.offsets + row * 4, as: UInt32.self))
            let upper = Int(buffer.number(at: layout.offsets + row * 4 + 4, as: UInt32.self))
            return layout.data + lower..<layout.data + upper
        }
    }

    func text(_ column: Int, _ row: Int) -> String { String(decoding: bytes[range(column, row)], as: UTF8.self) }
}
