extension RowBatch {
    /// Takes bytes from outside after checking every length, offset, alignment and UTF-8 text.
    ///
    /// Throws `PostgresError` with code `invalidBatch` that names the column and the rule. O(bytes).
    package init(validating bytes: [UInt8]) throws(PostgresError) {
        func wrong(_ what: String) -> PostgresError { PostgresError(.invalidBatch, "row batch: \(what)") }
        guard bytes.count >= RowBatch.headerBytes else { throw wrong("\(bytes.count) bytes; expected a header of 16") }
        func word(_ offset: Int) -> Int {
            bytes.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))) }
        }
        func half(_ offset: Int) -> UInt16 {
            bytes.withUnsafeBytes { UInt16(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
        }
        guard word(0) == bytes.count else { throw wrong("total_bytes is \(word(0)), the batch has \(bytes.count)") }
        guard half(4) == RowBatch.version else { throw wrong("version \(half(4)); expected 1") }
        let columnCount = Int(half(6)), rowCount = word(8)
        let bodyStart = RowBatch.headerBytes + columnCount * RowBatch.columnBytes
        guard bodyStart <= bytes.count else { throw wrong("\(columnCount) columns do not fit in \(bytes.count) bytes") }
        guard columnCount > 0 || rowCount == 0 else { throw wrong("\(rowCount) rows without a column") }

        for column in 0..<columnCount {
            let base = RowBatch.headerBytes + column * RowBatch.columnBytes
            func check(_ field: String, _ offset: Int, _ count: Int, aligned: Bool = true) throws(PostgresError) {
                guard offset >= bodyStart, offset <= bytes.count, count <= bytes.count - offset else {
                    throw wrong("column \(column): \(field) at \(offset) with \(count) bytes lies outside the batch of \(bytes.count)")
                }
                guard !aligned || offset % 8 == 0 else { throw wrong("column \(column): \(field) at \(offset) is not divisible by 8") }
            }
            guard let type = ColumnType(rawValue: half(base + 6)) else { throw wrong("column \(column): unknown type \(half(base + 6))") }
            let nameOffset = word(base), nameCount = Int(half(base + 4))
            let validity = word(base + 8), offsets = word(base + 12), data = word(base + 16), dataCount = word(base + 20)
            if nameCount > 0 {
                try check("name", nameOffset, nameCount, aligned: false)
                guard bytes.withUnsafeBytes({ Self.isUTF8($0[nameOffset..<nameOffset + nameCount]) }) else {
                    throw wrong("column \(column): the name is not UTF-8")
                }
            }
            if validity != 0 { try check("validity", validity, (rowCount + 7) / 8) }
            if let width = type.fixedWidth {
                if rowCount > 0 { try check("data", data, rowCount * width) }
            } else {
                try check("offsets", offsets, (rowCount + 1) * 4)
                if dataCount > 0 { try check("data", data, dataCount) }
                var previous = 0
                for row in 0...rowCount {
                    let end = word(offsets + row * 4)
                    guard end >= previous, end <= dataCount, row > 0 || end == 0 else {
                        throw wrong("column \(column): offset \(row) is \(end); expected a rise from 0 to \(dataCount)")
                    }
                    guard type == .bytes || bytes.withUnsafeBytes({ Self.isUTF8($0[data + previous..<data + end]) }) else {
                        throw wrong("column \(column), row \(row - 1): not UTF-8")
                    }
                    previous = end
                }
            }
        }
        self.init(trusted: bytes, rowCount: rowCount, columnCount: columnCount)
    }

    private static func isUTF8(_ slice: Slice<UnsafeRawBufferPointer>) -> Bool {
        // Most text is ASCII, which needs no decoding.
        if slice.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: slice, as: UTF8.self) != nil
    }
}
