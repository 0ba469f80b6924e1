import PluginABI

/// Builds a flat message (message.h) from raw parts, so that it can also be wrong: texts that are no UTF-8, types that do not fit.
struct RawMessage {
    private struct Field {
        let id: Int32
        let type: Int32
        let number: UInt64
        let data: [UInt8]
    }

    let kind: Int
    private var fields: [Field] = []

    init(kind: Int) { self.kind = kind }

    mutating func integer(_ id: Int, _ value: Int64) {
        fields.append(Field(id: Int32(id), type: Int32(HI_FIELD_INTEGER), number: UInt64(bitPattern: value), data: []))
    }

    mutating func text(_ id: Int, _ bytes: some Sequence<UInt8>) { data(id, Int(HI_FIELD_TEXT), bytes) }

    mutating func text(_ id: Int, _ text: String) { data(id, Int(HI_FIELD_TEXT), text.utf8) }

    mutating func bytes(_ id: Int, _ bytes: some Sequence<UInt8>) { data(id, Int(HI_FIELD_BYTES), bytes) }

    mutating func rows(_ id: Int, _ bytes: [UInt8]) { data(id, Int(HI_FIELD_ROWS), bytes) }

    private mutating func data(_ id: Int, _ type: Int, _ bytes: some Sequence<UInt8>) {
        fields.append(Field(id: Int32(id), type: Int32(type), number: 0, data: [UInt8](bytes)))
    }

    /// The message's bytes; every field's data begins at an offset that 8 divides.
    func finish() -> [UInt8] {
        let head = MemoryLayout<hi_message>.size + fields.count * MemoryLayout<hi_field>.size
        var message = [UInt8](repeating: 0, count: head)
        message.reserveCapacity(head + fields.reduce(0) { $0 + $1.data.count + 8 })
        for (index, field) in fields.enumerated() {
            while message.count % 8 != 0 { message.append(0) }
            let isData = field.type != HI_FIELD_INTEGER && field.type != HI_FIELD_NUMBER
            let offset = isData ? message.count : 0
            message += field.data
            let at = MemoryLayout<hi_message>.size + index * MemoryLayout<hi_field>.size
            message.put(UInt16(truncatingIfNeeded: field.id), at: at)
            message.put(UInt16(truncatingIfNeeded: field.type), at: at + 2)
            message.put(UInt32(offset), at: at + 4)
            message.put(isData ? UInt64(field.data.count) : field.number, at: at + 8)
        }
        message.put(UInt32(message.count), at: 0)
        message.put(UInt16(kind), at: 4)
        message.put(UInt16(fields.count), at: 6)
        return message
    }
}

extension [UInt8] {
    /// Writes a number's bytes over those at an offset, little endian.
    mutating func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        withUnsafeMutableBytes { $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self) }
    }
}
