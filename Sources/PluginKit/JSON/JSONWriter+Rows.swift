extension JSONWriter {
    /// Writes a column's value: numbers as numbers, timestamps as RFC 3339, JSON as it is, bytes as hexadecimal text.
    ///
    /// Nothing is decoded on the way; text is copied from the rows' bytes.
    public mutating func value(_ cell: Cell) {
        guard !cell.isNull else { return null() }
        let (batch, column, row) = (cell.batch, cell.column, cell.row)
        switch cell.type {
        case .boolean: value(batch.boolean(column, row))
        case .integer: value(Int64(bitPattern: batch.word(column, row)))
        case .number: value(Double(bitPattern: batch.word(column, row)))
        case .timestamp: value(Timestamp(unixMicros: Int64(bitPattern: batch.word(column, row))))
        case .json: raw(json: batch.bytes[batch.range(column, row)])
        case .text:
            separate()
            batch.bytes.withUnsafeBufferPointer { quote(UnsafeBufferPointer(rebasing: $0[batch.range(column, row)])) }
        case .decimal:
            let digits = batch.bytes[batch.range(column, row)]
            // NaN and infinities have no JSON number; PostgreSQL spells every finite numeric as JSON does.
            if let last = digits.last, last >= UInt8(ascii: "0"), last <= UInt8(ascii: "9") { raw(json: digits) } else { null() }
        case .bytes:
            separate()
            hexadecimal(batch.bytes[batch.range(column, row)])
        }
    }

    /// Writes every column of a row as a field: the statement's column names are the JSON's.
    public mutating func fields(_ row: Row) {
        for column in row.batch.columns.indices {
            key(row.batch.columns[column].name)
            value(Cell(batch: row.batch, column: column, row: row.index))
        }
    }

    /// Writes rows as an array of objects.
    public mutating func rows(_ rows: Rows) {
        array { json in
            for row in rows { json.object { $0.fields(row) } }
        }
    }

    /// Writes rows as an array of objects under a name.
    public mutating func rows(_ name: String, _ rows: Rows) {
        key(name)
        self.rows(rows)
    }
}
