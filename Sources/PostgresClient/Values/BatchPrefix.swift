/// Header, column table and names of a batch, made once for each statement and copied into every result of it.
struct BatchPrefix: Sendable {
    let bytes: [UInt8]
    let types: [ColumnType]

    init(_ columns: [(name: String, type: ColumnType)]) {
        types = columns.map(\.type)
        var names: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: RowBatch.headerBytes + columns.count * RowBatch.columnBytes)
        func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
            withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(offset..<offset + MemoryLayout<Number>.size, with: $0) }
        }
        let namesStart = bytes.count
        put(RowBatch.version, at: 4)
        put(UInt16(columns.count), at: 6)
        for (index, column) in columns.enumerated() {
            let base = RowBatch.headerBytes + index * RowBatch.columnBytes
            let name = Array(column.name.utf8.prefix(Int(UInt16.max)))
            put(UInt32(namesStart + names.count), at: base)
            put(UInt16(name.count), at: base + 4)
            put(column.type.rawValue, at: base + 6)
            names += name
        }
        bytes += names
        bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
        self.bytes = bytes
    }

    /// Writes the prefix at the batch's start.
    func write(to batch: UnsafeMutableRawBufferPointer, totalBytes: Int, rowCount: Int) {
        batch.copyBytes(from: bytes)
        batch.storeBytes(of: UInt32(totalBytes).littleEndian, as: UInt32.self)
        batch.storeBytes(of: UInt32(rowCount).littleEndian, toByteOffset: 8, as: UInt32.self)
    }

    /// Writes where a column's parts lie.
    func writeColumn(
        _ index: Int, to batch: UnsafeMutableRawBufferPointer, validityOffset: Int, offsetsOffset: Int, dataOffset: Int, dataCount: Int
    ) {
        let base = RowBatch.headerBytes + index * RowBatch.columnBytes
        batch.storeBytes(of: UInt32(validityOffset).littleEndian, toByteOffset: base + 8, as: UInt32.self)
        batch.storeBytes(of: UInt32(offsetsOffset).littleEndian, toByteOffset: base + 12, as: UInt32.self)
        batch.storeBytes(of: UInt32(dataOffset).littleEndian, toByteOffset: base + 16, as: UInt32.self)
        batch.storeBytes(of: UInt32(dataCount).littleEndian, toByteOffset: base + 20, as: UInt32.self)
    }
}
