/// Batches as the binary form of COPY, chunk by chunk. No I/O.
struct CopyEncoder {
    private static let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]

    private let batches: [RowBatch]
    private let columnNames: [String]
    private let typeOIDs: [UInt32]
    private var batchIndex = 0
    private var row = 0
    private var hasBegun = false

    /// Each batch must have as many columns as `typeOIDs`, in that order. Throws code `parameter`.
    init(_ batches: [RowBatch], columnNames: [String], typeOIDs: [UInt32]) throws(PostgresError) {
        for batch in batches where batch.rowCount > 0 && batch.columnCount != typeOIDs.count {
            throw PostgresError(.parameter, "COPY into \(typeOIDs.count) columns from a batch of \(batch.columnCount)")
        }
        self.batches = batches
        self.columnNames = columnNames
        self.typeOIDs = typeOIDs
    }

    /// Appends whole rows until the buffer has `atLeast` bytes; true when that was the end. Throws code `parameter` naming row and column.
    mutating func write(to buffer: ByteBuffer, atLeast: Int) throws(PostgresError) -> Bool {
        if !hasBegun {
            buffer.append(CopyEncoder.signature)
            hasBegun = true
        }
        while batchIndex < batches.count {
            let batch = batches[batchIndex]
            let layouts = (0..<batch.columnCount).map { batch.layout($0) }
            let start = row
            row = try batch.bytes.lend { (raw) throws(PostgresError) in
                var row = start
                while row < batch.rowCount && buffer.count < atLeast {
                    try write(batch, raw, layouts, row, to: buffer)
                    row += 1
                }
                return row
            }
            guard row == batch.rowCount else { return false }
            batchIndex += 1
            row = 0
        }
        buffer.append(Int16(-1))
        return true
    }

    private func write(
        _ batch: RowBatch, _ raw: UnsafeRawBufferPointer, _ layouts: [RowBatch.Layout], _ row: Int, to buffer: ByteBuffer
    ) throws(PostgresError) {
        buffer.append(Int16(typeOIDs.count))
        for column in typeOIDs.indices {
            let view = ValueView(batch, raw, row: row, layout: layouts[column])
            if case .null = view {
                buffer.append(Int32(-1))
                continue
            }
            let lengthOffset = buffer.count
            buffer.append(Int32(0))
            do throws(EncodingProblem) {
                _ = try ValueEncoder.encode(view, typeOID: typeOIDs[column], into: buffer, mayPrint: false)
            } catch {
                throw PostgresError(.parameter, "row \(row), column \(columnNames[column]): \(error.message)")
            }
            buffer.replace(at: lengthOffset, with: Int32(buffer.count - lengthOffset - 4))
        }
    }
}
