/// Typed getters. A value of another type than asked for is a defect of the caller and traps; a NULL is nil.
extension RowBatch {
    /// Whether the value is NULL.
    package func isNull(row: Int, column: Int) -> Bool { isNull(row, layout(column)) }

    /// A BOOLEAN.
    package func boolean(row: Int, column: Int) -> Bool? {
        let layout = layout(column, .boolean)
        return isNull(row, layout) ? nil : bytes[layout.dataOffset + row] != 0
    }

    /// An INTEGER.
    package func integer(row: Int, column: Int) -> Int64? {
        let layout = layout(column, .integer)
        return isNull(row, layout) ? nil : fixed(row, layout)
    }

    /// A NUMBER.
    package func number(row: Int, column: Int) -> Double? {
        let layout = layout(column, .number)
        return isNull(row, layout) ? nil : Double(bitPattern: UInt64(bitPattern: fixed(row, layout)))
    }

    /// A TIMESTAMP: microseconds since 1970-01-01T00:00:00Z.
    package func timestampMicros(row: Int, column: Int) -> Int64? {
        let layout = layout(column, .timestamp)
        return isNull(row, layout) ? nil : fixed(row, layout)
    }

    /// TEXT, JSON or DECIMAL as text.
    package func text(row: Int, column: Int) -> String? {
        let layout = layout(column)
        precondition(
            layout.type == .text || layout.type == .json || layout.type == .decimal, "column \(column) is \(layout.type), not text")
        return range(row, layout).map { text(at: $0.lowerBound, count: $0.count) }
    }

    /// The bytes of a value of variable width (TEXT, BYTES, JSON, DECIMAL).
    package func bytes(row: Int, column: Int) -> ArraySlice<UInt8>? {
        let layout = layout(column)
        precondition(layout.type.fixedWidth == nil, "column \(column) is \(layout.type), of fixed width")
        return range(row, layout).map { bytes[$0] }
    }

    /// Any value.
    package func value(row: Int, column: Int) -> PostgresValue {
        let layout = layout(column)
        precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
        if isNull(row, layout) { return .null }
        switch layout.type {
        case .boolean: return .bool(bytes[layout.dataOffset + row] != 0)
        case .integer: return .int(fixed(row, layout))
        case .number: return .double(Double(bitPattern: UInt64(bitPattern: fixed(row, layout))))
        case .timestamp: return .timestamp(micros: fixed(row, layout))
        case .text, .json, .decimal, .bytes:
            guard let range = range(row, layout) else { return .null }
            switch layout.type {
            case .bytes: return .bytes(Array(bytes[range]))
            case .json: return .json(text(at: range.lowerBound, count: range.count))
            case .decimal: return .decimal(text(at: range.lowerBound, count: range.count))
            default: return .text(text(at: range.lowerBound, count: range.count))
            }
        }
    }

    func isNull(_ row: Int, _ layout: Layout) -> Bool {
        precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
        guard layout.validityOffset != 0 else { return false }
        return bytes[layout.validityOffset + row >> 3] & (1 << UInt8(row & 7)) == 0
    }

    func fixed(_ row: Int, _ layout: Layout) -> Int64 {
        bytes.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(fromByteOffset: layout.dataOffset + row * 8, as: Int64.self)) }
    }

    /// The bytes of a value of variable width, or nil for NULL.
    func range(_ row: Int, _ layout: Layout) -> Range<Int>? {
        if isNull(row, layout) { return nil }
        return bytes.withUnsafeBytes { raw in
            func end(_ index: Int) -> Int {
                Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: layout.offsetsOffset + index * 4, as: UInt32.self)))
            }
            return layout.dataOffset + end(row)..<layout.dataOffset + end(row + 1)
        }
    }

    private func layout(_ column: Int, _ type: ColumnType) -> Layout {
        let layout = layout(column)
        precondition(layout.type == type, "column \(column) is \(layout.type), not \(type)")
        return layout
    }
}
