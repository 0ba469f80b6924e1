/// One value, borrowed from where it lies.
enum ValueView {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case timestamp(Int64)
    case text(UnsafeRawBufferPointer)
    case bytes(UnsafeRawBufferPointer)
    case json(UnsafeRawBufferPointer)
    case decimal(UnsafeRawBufferPointer)

    /// What it is, for messages.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .bool: "a boolean"
        case .int: "an integer"
        case .double: "a number"
        case .timestamp: "a timestamp"
        case .text: "a text"
        case .bytes: "bytes"
        case .json: "JSON"
        case .decimal: "a decimal"
        }
    }

    /// Lends a view of `value` to `body`.
    static func with<Result, Failure: Error>(
        _ value: PostgresValue, _ body: (ValueView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch value {
        case .null: return try body(.null)
        case .bool(let value): return try body(.bool(value))
        case .int(let value): return try body(.int(value))
        case .double(let value): return try body(.double(value))
        case .timestamp(let micros): return try body(.timestamp(micros))
        case .text(let value): return try lend(value) { bytes throws(Failure) in try body(.text(bytes)) }
        case .json(let value): return try lend(value) { bytes throws(Failure) in try body(.json(bytes)) }
        case .decimal(let value): return try lend(value) { bytes throws(Failure) in try body(.decimal(bytes)) }
        case .bytes(let value): return try value.lend { bytes throws(Failure) in try body(.bytes(bytes)) }
        }
    }

    /// A view into a batch whose bytes lie at `raw`.
    init(_ batch: RowBatch, _ raw: UnsafeRawBufferPointer, row: Int, layout: RowBatch.Layout) {
        if batch.isNull(row, layout) {
            self = .null
            return
        }
        switch layout.type {
        case .boolean: self = .bool(raw[layout.dataOffset + row] != 0)
        case .integer: self = .int(batch.fixed(row, layout))
        case .timestamp: self = .timestamp(batch.fixed(row, layout))
        case .number: self = .double(Double(bitPattern: UInt64(bitPattern: batch.fixed(row, layout))))
        case .text, .bytes, .json, .decimal:
            guard let range = batch.range(row, layout) else {
                self = .null
                return
            }
            let bytes = UnsafeRawBufferPointer(rebasing: raw[range])
            switch layout.type {
            case .bytes: self = .bytes(bytes)
            case .json: self = .json(bytes)
            case .decimal: self = .decimal(bytes)
            default: self = .text(bytes)
            }
        }
    }

    private static func lend<Result, Failure: Error>(
        _ text: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var text = text
        text.makeContiguousUTF8()
        let outcome: Swift.Result<Result, Failure> = text.withUTF8 { bytes in
            do throws(Failure) { return .success(try body(UnsafeRawBufferPointer(bytes))) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}
