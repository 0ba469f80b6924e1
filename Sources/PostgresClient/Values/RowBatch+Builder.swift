extension RowBatch {
    /// Makes a batch row by row, value by value from left to right. A value of the wrong type is a defect of the caller and traps.
    package struct Builder: Sendable {
        private struct ColumnBuffer {
            var type: ColumnType
            var data: [UInt8] = []
            var ends: [UInt32] = []
            var validity: [UInt8] = []
            var hasNull = false
        }

        private let columns: [Column]
        private var buffers: [ColumnBuffer]
        private var cursor = 0
        /// Rows that are complete.
        package private(set) var rowCount = 0

        /// Columns left to right; at most 65,535.
        package init(_ columns: [Column], reservingRows: Int = 0) {
            precondition(columns.count <= Int(UInt16.max), "too many columns")
            self.columns = columns
            buffers = columns.map { column in
                var buffer = ColumnBuffer(type: column.type)
                if let width = column.type.fixedWidth {
                    buffer.data.reserveCapacity(width * reservingRows)
                } else {
                    buffer.ends.reserveCapacity(reservingRows)
                }
                return buffer
            }
        }

        /// A BOOLEAN, or NULL.
        package mutating func append(boolean value: Bool?) {
            appendFixed(.boolean, isNull: value == nil) { $0.append(value == true ? 1 : 0) }
        }

        /// An INTEGER, or NULL.
        package mutating func append(integer value: Int64?) { appendWord(.integer, value) }

        /// A NUMBER, or NULL.
        package mutating func append(number value: Double?) { appendWord(.number, value.map { Int64(bitPattern: $0.bitPattern) }) }

        /// A TIMESTAMP in microseconds since 1970-01-01T00:00:00Z, or NULL.
        package mutating func append(timestampMicros value: Int64?) { appendWord(.timestamp, value) }

        /// A TEXT, JSON or DECIMAL, or NULL.
        package mutating func append(text value: String?) {
            precondition(buffers[cursor].type != .bytes, "column \(columns[cursor].name) is bytes, not text")
            guard let value else { return appendVariable(nil as EmptyCollection<UInt8>?) }
            appendVariable(value.utf8)
        }

        /// UTF-8 of a TEXT, JSON or DECIMAL, or BYTES, or NULL.
        package mutating func append(bytes value: (some Collection<UInt8>)?) { appendVariable(value) }

        /// NULL in the next column, whatever its type.
        package mutating func appendNull() {
            switch buffers[cursor].type {
            case .boolean: append(boolean: nil)
            case .integer, .number, .timestamp: appendWord(buffers[cursor].type, nil)
            case .text, .bytes, .decimal, .json: appendVariable(nil as EmptyCollection<UInt8>?)
            }
        }

        /// Any value that fits the next column.
        package mutating func append(_ value: PostgresValue) {
            switch value {
            case .null: appendNull()
            case .bool(let value): append(boolean: value)
            case .int(let value):
                if buffers[cursor].type == .number { append(number: Double(value)) } else { append(integer: value) }
            case .double(let value): append(number: value)
            case .timestamp(let micros): append(timestampMicros: micros)
            case .text(let value), .json(let value), .decimal(let value): append(text: value)
            case .bytes(let value): append(bytes: value)
            }
        }

        /// A whole row.
        package mutating func appendRow(_ values: [PostgresValue]) {
            precondition(cursor == 0 && values.count == columns.count, "\(values.count) values for \(columns.count) columns")
            for value in values { append(value) }
        }

        /// The batch. Traps if the last row is not complete or the batch exceeds 4 GiB.
        package func finish() -> RowBatch {
            precondition(cursor == 0, "the last row has \(cursor) of \(columns.count) values")
            let prefix = BatchPrefix(columns.map { ($0.name, $0.type) })
            var total = prefix.bytes.count
            func place(_ count: Int) -> Int {
                let offset = total
                total += (count + 7) & ~7
                return offset
            }
            let places = buffers.map { buffer in
                (
                    validity: buffer.hasNull ? place((rowCount + 7) / 8) : 0,
                    offsets: buffer.type.fixedWidth == nil ? place((rowCount + 1) * 4) : 0,
                    data: place(buffer.data.count)
                )
            }
            precondition(total <= Int(UInt32.max), "a batch has at most 4 GiB")
            let bytes = [UInt8](unsafeUninitializedCapacity: total) { target, count in
                let raw = UnsafeMutableRawBufferPointer(start: target.baseAddress, count: total)
                raw.initializeMemory(as: UInt8.self, repeating: 0)
                prefix.write(to: raw, totalBytes: total, rowCount: rowCount)
                for (index, buffer) in buffers.enumerated() {
                    let place = places[index]
                    prefix.writeColumn(
                        index, to: raw, validityOffset: place.validity, offsetsOffset: place.offsets, dataOffset: place.data,
                        dataCount: buffer.data.count)
                    if buffer.hasNull { raw[place.validity...].copyBytes(from: buffer.validity) }
                    if place.offsets != 0 {
                        for (row, end) in buffer.ends.enumerated() {
                            raw.storeBytes(of: end.littleEndian, toByteOffset: place.offsets + (row + 1) * 4, as: UInt32.self)
                        }
                    }
                    raw[place.data...].copyBytes(from: buffer.data)
                }
                count = total
            }
            return RowBatch(trusted: bytes, rowCount: rowCount, columnCount: columns.count)
        }

        private mutating func appendWord(_ type: ColumnType, _ value: Int64?) {
            appendFixed(type, isNull: value == nil) { data in
                withUnsafeBytes(of: (value ?? 0).littleEndian) { data.append(contentsOf: $0) }
            }
        }

        private mutating func appendFixed(_ type: ColumnType, isNull: Bool, _ write: (inout [UInt8]) -> Void) {
            precondition(buffers[cursor].type == type, "column \(columns[cursor].name) is \(buffers[cursor].type), not \(type)")
            write(&buffers[cursor].data)
            advance(isNull: isNull)
        }

        private mutating func appendVariable(_ value: (some Collection<UInt8>)?) {
            precondition(buffers[cursor].type.fixedWidth == nil, "column \(columns[cursor].name) is \(buffers[cursor].type)")
            if let value { buffers[cursor].data.append(contentsOf: value) }
            buffers[cursor].ends.append(UInt32(buffers[cursor].data.count))
            advance(isNull: value == nil)
        }

        private mutating func advance(isNull: Bool) {
            if rowCount & 7 == 0 { buffers[cursor].validity.append(0) }
            if isNull { buffers[cursor].hasNull = true } else { buffers[cursor].validity[rowCount >> 3] |= 1 << UInt8(rowCount & 7) }
            cursor += 1
            if cursor == columns.count {
                cursor = 0
                rowCount += 1
            }
        }
    }
}
