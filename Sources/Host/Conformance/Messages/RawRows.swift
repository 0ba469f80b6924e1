import PluginABI

/// Builds a columnar batch (rows.h), also one whose columns do not agree with each other.
struct RawRows {
    /// The values of one column, as rows.h lays them out.
    enum Values {
        case booleans([Bool])
        case integers([Int64])
        case numbers([Double])
        case timestamps([Int64])
        /// TEXT, BYTES, DECIMAL or JSON by `type`.
        case runs([[UInt8]], type: Int)

        static func texts(_ texts: [String]) -> Values { .runs(texts.map { [UInt8]($0.utf8) }, type: Int(HI_COLUMN_TEXT)) }

        var type: Int {
            switch self {
            case .booleans: Int(HI_COLUMN_BOOLEAN)
            case .integers: Int(HI_COLUMN_INTEGER)
            case .numbers: Int(HI_COLUMN_NUMBER)
            case .timestamps: Int(HI_COLUMN_TIMESTAMP)
            case .runs(_, let type): type
            }
        }
    }

    private let rowCount: Int
    private var columns: [(name: [UInt8], values: Values, nulls: Set<Int>)] = []

    init(rowCount: Int) { self.rowCount = rowCount }

    mutating func add(_ name: String, _ values: Values, nulls: Set<Int> = []) { columns.append((Array(name.utf8), values, nulls)) }

    mutating func add(name: [UInt8], _ values: Values) { columns.append((name, values, [])) }

    /// The batch's bytes.
    func finish() -> [UInt8] {
        let headerBytes = MemoryLayout<hi_rows>.size
        let columnBytes = MemoryLayout<hi_column>.size
        var rows = [UInt8](repeating: 0, count: headerBytes + columns.count * columnBytes)
        func align() { while rows.count % 8 != 0 { rows.append(0) } }
        for (index, column) in columns.enumerated() {
            let at = headerBytes + index * columnBytes
            rows.put(UInt32(rows.count), at: at)
            rows.put(UInt16(column.name.count), at: at + 4)
            rows.put(UInt16(column.values.type), at: at + 6)
            rows += column.name
            if !column.nulls.isEmpty {
                align()
                rows.put(UInt32(rows.count), at: at + 8)
                var bits = [UInt8](repeating: 0, count: (rowCount + 7) / 8)
                for row in 0..<rowCount where !column.nulls.contains(row) { bits[row >> 3] |= 1 << UInt8(row & 7) }
                rows += bits
            }
            var data: [UInt8] = []
            var offsets: [UInt8]?
            switch column.values {
            case .booleans(let values): data = values.map { $0 ? 1 : 0 }
            case .integers(let values), .timestamps(let values):
                data = values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
            case .numbers(let values): data = values.flatMap { value in withUnsafeBytes(of: value) { [UInt8]($0) } }
            case .runs(let values, _):
                var ends = [UInt8](repeating: 0, count: 4)
                for value in values {
                    data += value
                    withUnsafeBytes(of: UInt32(data.count).littleEndian) { ends += $0 }
                }
                offsets = ends
            }
            if let offsets {
                align()
                rows.put(UInt32(rows.count), at: at + 12)
                rows += offsets
            }
            align()
            rows.put(UInt32(rows.count), at: at + 16)
            rows.put(UInt32(data.count), at: at + 20)
            rows += data
        }
        align()
        rows.put(UInt32(rows.count), at: 0)
        rows.put(UInt16(1), at: 4)
        rows.put(UInt16(columns.count), at: 6)
        rows.put(UInt32(rowCount), at: 8)
        return rows
    }
}
