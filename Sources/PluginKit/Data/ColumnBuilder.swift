/// The values of one column as they will stand in the batch.
struct ColumnBuilder: Sendable {
    let name: String
    let type: ColumnType
    private(set) var data: [UInt8] = []
    private(set) var offsets: [UInt32] = [0]
    private(set) var validity: [UInt8] = []
    private(set) var hasNulls = false
    private var count = 0

    init(name: String, type: ColumnType) {
        self.name = name
        self.type = type
    }

    /// Whether the value fits: its own type, null, an integer in a number's place, or text in the place of decimal or JSON.
    func accepts(_ value: Value) -> Bool {
        switch (value, type) {
        case (.null, _), (.integer, .number), (.text, .decimal), (.text, .json): true
        default: value.columnType == type
        }
    }

    /// Adds a value that `accepts` has passed.
    mutating func append(_ value: Value) {
        if count & 7 == 0 { validity.append(0) }
        if case .null = value {
            hasNulls = true
            data.append(contentsOf: repeatElement(0, count: type.width ?? 0))
        } else {
            validity[count >> 3] |= 1 << UInt8(count & 7)
        }
        switch value {
        case .null: break
        case .boolean(let value): data.append(value ? 1 : 0)
        case .integer(let value) where type == .number: data.append(littleEndian: Double(value).bitPattern)
        case .integer(let value): data.append(littleEndian: value)
        case .number(let value): data.append(littleEndian: value.bitPattern)
        case .timestamp(let value): data.append(littleEndian: value.unixMicros)
        case .text(let value), .decimal(let value): data.append(contentsOf: value.utf8)
        case .bytes(let value), .json(let value): data.append(contentsOf: value)
        }
        if type.width == nil { offsets.append(UInt32(truncatingIfNeeded: data.count)) }
        count += 1
    }

    func encodedBytes(rows: Int) -> Int { name.utf8.count + data.count + rows / 8 + (type.width == nil ? rows * 4 : 0) + 40 }
}
