internal import CLibPQ
internal import Glibc

/// Turns the results of one prepared statement into batches, in two passes: measure, then write in place.
struct ResultDecoder {
    private struct Place {
        var validity = 0
        var offsets = 0
        var data = 0
        var dataCount = 0
    }

    let prefix: BatchPrefix
    let decodings: [ColumnDecoding]
    /// Otherwise as text: libpq has one format for all columns of a statement.
    let isBinary: Bool

    init(_ columns: [StatementDescription.Column]) {
        decodings = columns.map { ColumnDecoding(typeOID: $0.typeOID) }
        isBinary = !decodings.contains { if case .printed = $0 { true } else { false } }
        prefix = BatchPrefix(columns.map { ($0.name, $0.type) })
    }

    /// The batch of a result with rows. Throws code `resultTooLarge`, or `protocol` for bytes that are not what the type promises.
    func decode(_ result: OpaquePointer, limits: ResultLimits) throws(PostgresError) -> RowBatch {
        let rowCount = Int(PQntuples(result))
        guard Int(PQnfields(result)) == decodings.count else {
            throw PostgresError(.protocol, "the result has \(PQnfields(result)) columns, the prepared statement \(decodings.count)")
        }
        guard rowCount <= limits.rows else {
            var error = PostgresError(
                .resultTooLarge, "the statement returned \(rowCount) rows, more than the limit of \(limits.rows); narrow it or page")
            error.excess = .rows(rowCount)
            throw error
        }
        guard decodings.count > 0 else { return RowBatch.empty }

        var places = [Place](repeating: Place(), count: decodings.count)
        var total = prefix.bytes.count
        func place(_ count: Int) -> Int {
            let offset = total
            total += (count + 7) & ~7
            return offset
        }
        for (column, decoding) in decodings.enumerated() {
            let width = decoding.columnType.fixedWidth
            var hasNull = false
            var dataBytes = width.map { $0 * rowCount } ?? 0
            for row in 0..<rowCount {
                if PQgetisnull(result, Int32(row), Int32(column)) != 0 {
                    hasNull = true
                } else if width == nil {
                    let value = ResultDecoder.value(result, row, column)
                    let maximum = isBinary ? BinaryDecoding.maximumBytes(value, decoding) : PrintedDecoding.maximumBytes(value, decoding)
                    guard let maximum else { throw ResultDecoder.unknownForm(result, column) }
                    dataBytes += maximum
                }
            }
            if hasNull { places[column].validity = place((rowCount + 7) / 8) }
            if width == nil { places[column].offsets = place((rowCount + 1) * 4) }
            places[column].data = place(dataBytes)
        }
        guard total <= limits.bytes, total <= Int(UInt32.max) else {
            var error = PostgresError(
                .resultTooLarge, "the statement returned \(total) bytes, more than the limit of \(limits.bytes); narrow it or page")
            error.excess = .bytes(total)
            throw error
        }

        var failedColumn: Int?
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { target, count in
            let batch = UnsafeMutableRawBufferPointer(start: target.baseAddress, count: total)
            batch.initializeMemory(as: UInt8.self, repeating: 0)
            prefix.write(to: batch, totalBytes: total, rowCount: rowCount)
            for column in decodings.indices {
                guard fill(column, of: result, rowCount: rowCount, into: batch, at: &places[column]) else {
                    failedColumn = column
                    break
                }
                let place = places[column]
                prefix.writeColumn(
                    column, to: batch, validityOffset: place.validity, offsetsOffset: place.offsets, dataOffset: place.data,
                    dataCount: place.dataCount)
            }
            count = total
        }
        if let failedColumn { throw ResultDecoder.unknownForm(result, failedColumn) }
        return RowBatch(trusted: bytes, rowCount: rowCount, columnCount: decodings.count)
    }

    private func fill(
        _ column: Int, of result: OpaquePointer, rowCount: Int, into batch: UnsafeMutableRawBufferPointer, at place: inout Place
    ) -> Bool {
        guard let base = batch.baseAddress else { return false }
        let decoding = decodings[column]
        let isVariable = decoding.columnType.fixedWidth == nil
        var end = 0
        for row in 0..<rowCount {
            let isNull = PQgetisnull(result, Int32(row), Int32(column)) != 0
            if !isNull {
                if place.validity != 0 { batch[place.validity + row >> 3] |= 1 << UInt8(row & 7) }
                let value = ResultDecoder.value(result, row, column)
                if isVariable {
                    let target = base + place.data + end
                    end += isBinary ? BinaryDecoding.write(value, decoding, to: target) : PrintedDecoding.write(value, decoding, to: target)
                } else if case .bool = decoding {
                    let boolean = isBinary ? BinaryDecoding.load(value, UInt8.self).map { $0 != 0 } : PrintedDecoding.boolean(value)
                    guard let boolean else { return false }
                    batch[place.data + row] = boolean ? 1 : 0
                } else {
                    guard let word = isBinary ? BinaryDecoding.word(value, decoding) : PrintedDecoding.word(value, decoding) else {
                        return false
                    }
                    (base + place.data + row * 8).storeBytes(of: word.littleEndian, as: Int64.self)
                }
            }
            if isVariable { (base + place.offsets + (row + 1) * 4).storeBytes(of: UInt32(end).littleEndian, as: UInt32.self) }
        }
        place.dataCount = isVariable ? end : rowCount * (decoding.columnType.fixedWidth ?? 0)
        return true
    }

    private static func value(_ result: OpaquePointer, _ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(result, Int32(row), Int32(column)), count: Int(PQgetlength(result, Int32(row), Int32(column))))
    }

    private static func unknownForm(_ result: OpaquePointer, _ column: Int) -> PostgresError {
        let name = PQfname(result, Int32(column)).map { String(cString: $0) } ?? ""
        return PostgresError(
            .protocol, "column \(name) (type OID \(PQftype(result, Int32(column)))) has a value in a form that this client does not know")
    }
}
