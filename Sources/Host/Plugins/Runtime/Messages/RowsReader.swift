package import PluginABI

/// Reads a columnar batch (rows.h) from untrusted bytes. Every range is checked once, on making.
///
/// Borrows the bytes: lives no longer than they do.
package struct RowsReader {
    package static let maximumColumns = 1_664  // PostgreSQL's own limit
    private static let headerBytes = MemoryLayout<hi_rows>.size
    private static let columnBytes = MemoryLayout<hi_column>.size

    package let rowCount: Int
    package let columns: [RowsColumn]
    package let totalBytes: Int

    /// - Throws: ``MessageError`` naming column and rule.
    package init(_ source: UnsafeRawBufferPointer) throws(MessageError) {
        guard source.count >= Self.headerBytes else {
            throw MessageError("rows have \(source.count) bytes, expected at least \(Self.headerBytes)")
        }
        let total = Int(source.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        guard total >= Self.headerBytes, total <= source.count else {
            throw MessageError("rows say they have \(total) bytes, there are \(source.count)")
        }
        let version = source.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        guard version == 1 else { throw MessageError("rows have version \(version), expected 1") }
        let columnCount = Int(source.loadUnaligned(fromByteOffset: 6, as: UInt16.self))
        guard columnCount <= Self.maximumColumns, Self.headerBytes + columnCount * Self.columnBytes <= total else {
            throw MessageError("rows of \(total) bytes cannot hold \(columnCount) columns")
        }
        rowCount = Int(source.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        totalBytes = total
        let bytes = UnsafeRawBufferPointer(rebasing: source[0..<total])
        var columns: [RowsColumn] = []
        columns.reserveCapacity(columnCount)
        for index in 0..<columnCount { columns.append(try Self.column(index, rowCount: rowCount, in: bytes)) }
        self.columns = columns
    }

    /// A span of the contract.
    package init(_ span: hi_bytes) throws(MessageError) {
        guard let data = span.data else { throw MessageError("rows are missing") }
        guard span.count <= MessageReader.maximumBytes else { throw MessageError("rows have \(span.count) bytes") }
        try self.init(UnsafeRawBufferPointer(start: data, count: span.count))
    }

    /// The first column with this name.
    package func column(_ name: String) -> RowsColumn? { columns.first { $0.name == name } }

    private static func column(_ index: Int, rowCount: Int, in bytes: UnsafeRawBufferPointer) throws(MessageError) -> RowsColumn {
        let at = headerBytes + index * columnBytes
        func word(_ offset: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: at + offset, as: UInt32.self)) }
        func half(_ offset: Int) -> UInt16 { bytes.loadUnaligned(fromByteOffset: at + offset, as: UInt16.self) }
        func range(_ what: String, _ offset: Int, _ count: Int, aligned: Bool) throws(MessageError) -> UnsafeRawBufferPointer {
            guard offset <= bytes.count, count <= bytes.count - offset else {
                throw MessageError("column \(index): \(what) reaches from \(offset) over \(count) bytes, the rows end at \(bytes.count)")
            }
            guard !aligned || offset % 8 == 0 else {
                throw MessageError("column \(index): \(what) lies at \(offset), which 8 does not divide")
            }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }
        let name = try range("the name", word(0), Int(half(4)), aligned: false)
        guard let kind = RowsColumn.Kind(rawValue: half(6)) else {
            throw MessageError("column \(index) has the unknown type \(half(6))")
        }
        guard let text = String(validating: name, as: UTF8.self), !text.utf8.contains(0) else {
            throw MessageError("column \(index) has a name that is not UTF-8 text")
        }
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        let validity = word(8) == 0 ? empty : try range("the validity", word(8), (rowCount + 7) / 8, aligned: true)
        let data = try range("the data", word(16), word(20), aligned: true)
        var offsets = empty
        if let width = kind.width {
            guard data.count / width >= rowCount else {
                throw MessageError("column \(index) has \(data.count) bytes for \(rowCount) values of \(width)")
            }
        } else {
            offsets = try range("the offsets", word(12), (rowCount + 1) * 4, aligned: true)
            var previous: UInt32 = 0
            for row in 0...rowCount {
                let offset = offsets.loadUnaligned(fromByteOffset: row * 4, as: UInt32.self)
                guard offset >= previous, Int(offset) <= data.count, row > 0 || offset == 0 else {
                    throw MessageError("column \(index): offset \(row) is \(offset) after \(previous), there are \(data.count) bytes")
                }
                previous = offset
            }
        }
        return RowsColumn(name: text, kind: kind, rowCount: rowCount, validity: validity, offsets: offsets, data: data)
    }
}
