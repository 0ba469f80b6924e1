import PluginABI

/// Writes a flat message (message.h) into one array. The caller says beforehand how many fields there may be.
package struct MessageWriter {
    private var bytes: [UInt8]
    private var count = 0
    private let capacity: Int

    /// - Parameters:
    ///   - kind: One of HI_KIND_…, or 0.
    ///   - fields: The most fields that will be added.
    ///   - dataBytes: How many bytes of data to expect; a hint.
    package init(kind: Int, fields: Int, dataBytes: Int = 256) {
        capacity = fields
        let head = MessageReader.headerBytes + fields * MessageReader.fieldBytes
        bytes = []
        bytes.reserveCapacity(head + dataBytes + fields * 4)
        bytes.append(contentsOf: repeatElement(0, count: head))
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: UInt16(kind), toByteOffset: 4, as: UInt16.self) }
    }

    /// Adds an INTEGER field.
    package mutating func add(_ id: Int, integer: Int64) { entry(id, .integer, 0, UInt64(bitPattern: integer)) }

    /// Adds a NUMBER field.
    package mutating func add(_ id: Int, number: Double) { entry(id, .number, 0, number.bitPattern) }

    /// Adds a TEXT field.
    package mutating func add(_ id: Int, text: String) {
        let offset = bytes.count
        // As one block of memory: appending the view of bytes goes through the general way of any sequence.
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
        entry(id, .text, offset, UInt64(bytes.count - offset))
    }

    /// Adds a BYTES field.
    package mutating func add(_ id: Int, bytes content: some Collection<UInt8>) {
        let offset = bytes.count
        bytes.append(contentsOf: content)
        entry(id, .bytes, offset, UInt64(bytes.count - offset))
    }

    /// Adds a batch in the layout of rows.h, at an address divisible by 8.
    package mutating func add(_ id: Int, rows: [UInt8]) {
        while bytes.count % 8 != 0 { bytes.append(0) }
        let offset = bytes.count
        bytes.append(contentsOf: rows)
        entry(id, .rows, offset, UInt64(rows.count))
    }

    private mutating func entry(_ id: Int, _ kind: MessageField.Kind, _ offset: Int, _ value: UInt64) {
        precondition(count < capacity, "more fields than the message was made for")
        let at = MessageReader.headerBytes + count * MessageReader.fieldBytes
        count += 1
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: UInt16(id), toByteOffset: at, as: UInt16.self)
            $0.storeBytes(of: kind.rawValue, toByteOffset: at + 2, as: UInt16.self)
            $0.storeBytes(of: UInt32(offset), toByteOffset: at + 4, as: UInt32.self)
            $0.storeBytes(of: value, toByteOffset: at + 8, as: UInt64.self)
        }
    }

    /// The whole message.
    package consuming func finish() -> [UInt8] {
        let total = UInt32(bytes.count)
        let fields = UInt16(count)
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: total, toByteOffset: 0, as: UInt32.self)
            $0.storeBytes(of: fields, toByteOffset: 6, as: UInt16.self)
        }
        return bytes
    }
}
