import PostgresClient

/// One row of an answer, read by column number; the statements of this module cast to text and bigint.
struct TenancyRow {
    let batch: RowBatch
    let row: Int

    func text(_ column: Int) throws(TenancyRowError) -> String {
        guard let value = batch.text(row: row, column: column) else { throw TenancyRowError(column: column, expected: "a text") }
        return value
    }

    func optionalText(_ column: Int) -> String? { batch.text(row: row, column: column) }

    func integer(_ column: Int) throws(TenancyRowError) -> Int64 {
        guard let value = batch.integer(row: row, column: column) else { throw TenancyRowError(column: column, expected: "a number") }
        return value
    }

    func optionalInteger(_ column: Int) -> Int64? { batch.integer(row: row, column: column) }

    /// A text that is one of an enumeration's raw values.
    func value<Value: RawRepresentable<String>>(_ column: Int) throws(TenancyRowError) -> Value {
        guard let value = Value(rawValue: try text(column)) else {
            throw TenancyRowError(column: column, expected: "a \(Value.self)")
        }
        return value
    }

    func optionalValue<Value: RawRepresentable<String>>(_ column: Int) throws(TenancyRowError) -> Value? {
        optionalText(column) == nil ? nil : try value(column)
    }

    /// CIDR blocks joined by commas.
    func networks(_ column: Int) throws -> [NetworkBlock] {
        try text(column).split(separator: ",").map { try NetworkBlock(String($0)) }
    }

    /// `\x` and hex digits, or plain hex digits.
    func hex(_ column: Int) throws -> [UInt8] {
        guard let bytes = HexDigits.bytes(try text(column)) else { throw TenancyRowError(column: column, expected: "hex digits") }
        return bytes
    }
}

extension RowBatch {
    func decode<Value>(_ decode: (TenancyRow) throws -> Value) throws -> [Value] {
        try (0..<rowCount).map { try decode(TenancyRow(batch: self, row: $0)) }
    }

    func first<Value>(_ decode: (TenancyRow) throws -> Value) throws -> Value? {
        rowCount == 0 ? nil : try decode(TenancyRow(batch: self, row: 0))
    }
}
