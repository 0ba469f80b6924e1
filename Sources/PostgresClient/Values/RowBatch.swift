/// Rows in columns, in exactly the bytes of rows.h: the same array goes from the socket through a plugin to the page.
///
/// Every range has been checked when the batch was made, so the getters need not.
package struct RowBatch: Sendable, Hashable {
    /// One column's place in the bytes. Offsets are in bytes from the batch's start.
    struct Layout {
        var nameOffset: Int
        var nameCount: Int
        var type: ColumnType
        var validityOffset: Int
        var offsetsOffset: Int
        var dataOffset: Int
        var dataCount: Int
    }

    /// A column's name and type.
    package struct Column: Sendable, Hashable {
        /// The name in the result.
        package var name: String
        /// The type of its values.
        package var type: ColumnType

        /// A column of a batch to be built.
        package init(_ name: String, _ type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    static let headerBytes = 16
    static let columnBytes = 32
    static let version: UInt16 = 1

    /// The whole batch.
    package let bytes: [UInt8]
    /// Number of rows.
    package let rowCount: Int
    /// Number of columns.
    package let columnCount: Int

    /// A batch without columns or rows.
    package static let empty = RowBatch(
        trusted: [UInt8](unsafeUninitializedCapacity: headerBytes) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.initializeMemory(as: UInt8.self, repeating: 0)
            raw.storeBytes(of: UInt32(headerBytes).littleEndian, as: UInt32.self)
            raw.storeBytes(of: version.littleEndian, toByteOffset: 4, as: UInt16.self)
            count = headerBytes
        }, rowCount: 0, columnCount: 0)

    /// For bytes that this module wrote itself.
    init(trusted bytes: [UInt8], rowCount: Int, columnCount: Int) {
        self.bytes = bytes
        self.rowCount = rowCount
        self.columnCount = columnCount
    }

    /// Names and types, left to right. Makes an array each time.
    package var columns: [Column] {
        (0..<columnCount).map { index in
            let layout = layout(index)
            return Column(text(at: layout.nameOffset, count: layout.nameCount), layout.type)
        }
    }

    /// The index of the first column of that name, or nil.
    package func columnIndex(_ name: String) -> Int? {
        (0..<columnCount).first { index in
            let layout = layout(index)
            return bytes[layout.nameOffset..<layout.nameOffset + layout.nameCount].elementsEqual(name.utf8)
        }
    }

    /// The type of a column.
    package func type(_ column: Int) -> ColumnType { layout(column).type }

    func layout(_ column: Int) -> Layout {
        precondition(column >= 0 && column < columnCount, "column \(column) of \(columnCount)")
        return bytes.withUnsafeBytes { raw in
            let base = RowBatch.headerBytes + column * RowBatch.columnBytes
            func word(_ offset: Int) -> Int { Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: base + offset, as: UInt32.self))) }
            func half(_ offset: Int) -> UInt16 { UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: base + offset, as: UInt16.self)) }
            let type = ColumnType(rawValue: half(6)) ?? .bytes
            let nameCount = Int(half(4)), dataCount = word(20)
            // Where nothing lies the offset says nothing and has not been checked.
            return Layout(
                nameOffset: nameCount == 0 ? 0 : word(0), nameCount: nameCount, type: type, validityOffset: word(8),
                offsetsOffset: word(12), dataOffset: dataCount == 0 && type.fixedWidth == nil ? 0 : word(16), dataCount: dataCount)
        }
    }

    func text(at offset: Int, count: Int) -> String {
        bytes.withUnsafeBytes { String(decoding: $0[offset..<offset + count], as: UTF8.self) }
    }
}
