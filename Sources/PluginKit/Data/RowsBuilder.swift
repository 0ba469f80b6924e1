import PluginABI

/// Builds a columnar batch (rows.h) row by row, for `Database.ingest` and device rounds.
///
/// ```swift
/// var rows = RowsBuilder(("miner_id", .integer), ("recorded_at", .timestamp), ("hashrate_ths", .number))
/// try rows.append(.integer(7), .timestamp(now), Value(hashrate))
/// ```
public struct RowsBuilder: Sendable {
    private var columns: [ColumnBuilder]

    /// Rows so far.
    public private(set) var count = 0

    /// Makes a builder for columns of these names and types.
    public init(_ columns: (name: String, type: ColumnType)...) {
        self.columns = columns.map { ColumnBuilder(name: $0.name, type: $0.type) }
    }

    init(parameters values: [Value]) throws(PluginError) {
        columns = values.map { ColumnBuilder(name: "", type: $0.columnType) }
        try append(values)
    }

    /// Whether no row was added.
    public var isEmpty: Bool { count == 0 }

    /// Adds a row. Throws `.invalidArgument` if the number of values or a type does not fit; the row is then not added.
    public mutating func append(_ values: Value...) throws(PluginError) { try append(values) }

    /// Adds a row.
    public mutating func append(_ values: [Value]) throws(PluginError) {
        guard values.count == columns.count else {
            throw PluginError(.invalidArgument, "A row of \(values.count) values does not fit \(columns.count) columns.")
        }
        for index in columns.indices where !columns[index].accepts(values[index]) {
            throw PluginError(
                .invalidArgument,
                "A value of type \(values[index].columnType) does not fit column \(columns[index].name) of type \(columns[index].type).")
        }
        for index in columns.indices { columns[index].append(values[index]) }
        count += 1
    }

    /// The batch's bytes. Throws `.invalidArgument` beyond 4 GiB or 65,535 columns.
    func encode() throws(PluginError) -> [UInt8] {
        let head = MemoryLayout<hi_rows>.size
        let entry = MemoryLayout<hi_column>.size
        guard let columnCount = UInt16(exactly: columns.count), let rowCount = UInt32(exactly: count) else {
            throw PluginError(.invalidArgument, "\(columns.count) columns and \(count) rows are too many for one batch.")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head + columns.reduce(0) { $0 + entry + $1.encodedBytes(rows: count) })
        bytes.append(contentsOf: repeatElement(0, count: head + columns.count * entry))
        for (index, column) in columns.enumerated() {
            let at = head + index * entry
            bytes.store(littleEndian: UInt32(truncatingIfNeeded: bytes.count), at: at)
            bytes.store(littleEndian: UInt16(truncatingIfNeeded: column.name.utf8.count), at: at + 4)
            bytes.append(contentsOf: column.name.utf8.prefix(Int(UInt16.max)))
            bytes.padToEight()
            bytes.store(littleEndian: column.type.rawValue, at: at + 6)
            if column.hasNulls {
                bytes.store(littleEndian: UInt32(truncatingIfNeeded: bytes.count), at: at + 8)
                bytes.append(contentsOf: column.validity)
                bytes.padToEight()
            }
            if column.type.width == nil {
                bytes.store(littleEndian: UInt32(truncatingIfNeeded: bytes.count), at: at + 12)
                for offset in column.offsets { bytes.append(littleEndian: offset) }
                bytes.padToEight()
            }
            bytes.store(littleEndian: UInt32(truncatingIfNeeded: bytes.count), at: at + 16)
            bytes.store(littleEndian: UInt32(truncatingIfNeeded: column.data.count), at: at + 20)
            bytes.append(contentsOf: column.data)
            bytes.padToEight()
        }
        guard let total = UInt32(exactly: bytes.count) else {
            throw PluginError(.invalidArgument, "A batch of \(bytes.count) bytes is too long; send it in several.")
        }
        bytes.store(littleEndian: total, at: 0)
        bytes.store(littleEndian: UInt16(1), at: 4)
        bytes.store(littleEndian: columnCount, at: 6)
        bytes.store(littleEndian: rowCount, at: 8)
        return bytes
    }
}
