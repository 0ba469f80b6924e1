/// Parameters of all steps of one request in the form that libpq takes; used again for the next request.
final class ParameterBuffer {
    private let buffer = ByteBuffer()
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var stepStarts: [Int] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    func removeAll() {
        buffer.removeAll()
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        stepStarts.removeAll(keepingCapacity: true)
    }

    /// Encodes one step. Throws code `parameter` that names the parameter.
    func append(_ parameters: PostgresRequest.Parameters, for prepared: PreparedStatement) throws(PostgresError) {
        stepStarts.append(offsets.count)
        let types = prepared.parameterTypeOIDs
        switch parameters {
        case .values(let values):
            guard values.count == types.count else { throw ParameterBuffer.wrongCount(values.count, prepared) }
            for index in types.indices {
                try ValueView.with(values[index]) { (view) throws(PostgresError) in try append(view, index, types[index], prepared) }
            }
        case .row(let row):
            guard row.columnCount == types.count else { throw ParameterBuffer.wrongCount(row.columnCount, prepared) }
            guard types.isEmpty || row.rowCount == 1 else {
                throw PostgresError(.parameter, "parameters come as one row, not \(row.rowCount), for: \(prepared.excerpt)")
            }
            try row.bytes.lend { (raw) throws(PostgresError) in
                for index in types.indices {
                    try append(ValueView(row, raw, row: 0, layout: row.layout(index)), index, types[index], prepared)
                }
            }
        }
    }

    /// Lends the arrays of one step. Valid until the next `append` or `removeAll`.
    func withStep<Result>(
        _ step: Int,
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        let start = stepStarts[step]
        let end = step + 1 < stepStarts.count ? stepStarts[step + 1] : offsets.count
        pointers.removeAll(keepingCapacity: true)
        for index in start..<end {
            pointers.append(offsets[index] < 0 ? nil : UnsafePointer((buffer.base + offsets[index]).assumingMemoryBound(to: CChar.self)))
        }
        return pointers.withUnsafeBufferPointer { pointers in
            lengths.withUnsafeBufferPointer { lengths in
                formats.withUnsafeBufferPointer { formats in
                    body(
                        Int32(end - start), pointers.baseAddress, lengths.baseAddress.map { $0 + start },
                        formats.baseAddress.map { $0 + start })
                }
            }
        }
    }

    private func append(
        _ view: ValueView, _ index: Int, _ typeOID: UInt32, _ prepared: PreparedStatement
    ) throws(PostgresError) {
        if case .null = view {
            offsets.append(-1)
            lengths.append(0)
            formats.append(ValueEncoder.binary)
            return
        }
        let start = buffer.count
        do throws(EncodingProblem) {
            formats.append(try ValueEncoder.encode(view, typeOID: typeOID, into: buffer, mayPrint: true))
        } catch {
            throw PostgresError(.parameter, "parameter $\(index + 1): \(error.message), in: \(prepared.excerpt)")
        }
        // An empty value must still point somewhere: a null pointer is NULL.
        offsets.append(start)
        lengths.append(Int32(buffer.count - start))
    }

    private static func wrongCount(_ given: Int, _ prepared: PreparedStatement) -> PostgresError {
        PostgresError(
            .parameter, "the statement takes \(prepared.parameterTypeOIDs.count) parameters, got \(given), in: \(prepared.excerpt)")
    }
}
