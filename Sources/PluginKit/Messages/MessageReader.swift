import PluginABI

/// Reads a flat message (message.h) in place. Every range is checked once, in `init`; afterwards no field can lead outside.
///
/// Lifetime: valid only while the bytes it was made from are.
struct MessageReader {
    /// One field; `offset` and `count` are a checked range of the message, 0 for numbers.
    struct Field {
        var id: Int
        var type: Int
        var offset: Int
        /// The number's bits, or the count of bytes.
        var value: UInt64

        var range: Range<Int> { offset..<offset + Int(truncatingIfNeeded: value) }
        var integer: Int64? { type == HI_FIELD_INTEGER ? Int64(bitPattern: value) : nil }
        var number: Double? { type == HI_FIELD_NUMBER ? Double(bitPattern: value) : nil }
    }

    static let headerBytes = MemoryLayout<hi_message>.size
    static let fieldBytes = MemoryLayout<hi_field>.size

    let bytes: UnsafeRawBufferPointer
    let kind: Int
    let fieldCount: Int

    /// Checks header and fields. Throws `.invalidArgument` that says which field is wrong.
    init(_ buffer: UnsafeRawBufferPointer) throws(PluginError) {
        guard buffer.count >= Self.headerBytes else { throw Self.malformed("it has \(buffer.count) bytes, a header has 8") }
        let total = Int(buffer.number(at: 0, as: UInt32.self))
        kind = Int(buffer.number(at: 4, as: UInt16.self))
        fieldCount = Int(buffer.number(at: 6, as: UInt16.self))
        let tableEnd = Self.headerBytes + fieldCount * Self.fieldBytes
        guard total <= buffer.count, tableEnd <= total else {
            throw Self.malformed("total_bytes \(total) does not fit \(buffer.count) bytes with \(fieldCount) fields")
        }
        bytes = UnsafeRawBufferPointer(rebasing: buffer.prefix(total))
        for index in 0..<fieldCount {
            let field = self[index]
            guard field.type >= HI_FIELD_TEXT, field.type <= HI_FIELD_ROWS else { continue }
            guard field.offset <= total, field.value <= UInt64(total - field.offset) else {
                throw Self.malformed("field \(index) (id \(field.id)) lies outside of the message")
            }
            if field.type >= HI_FIELD_MESSAGE, field.offset & 7 != 0 {
                throw Self.malformed("field \(index) (id \(field.id)) is nested at an offset not divisible by 8")
            }
        }
    }

    /// A reader over bytes that `init(_:)` has checked before and that have not changed since.
    init(checked bytes: UnsafeRawBufferPointer, kind: Int, fieldCount: Int) {
        self.bytes = bytes
        self.kind = kind
        self.fieldCount = fieldCount
    }

    /// The field at `index`, which must be below `fieldCount`.
    subscript(index: Int) -> Field {
        let at = Self.headerBytes + index * Self.fieldBytes
        let head = bytes.number(at: at, as: UInt64.self)
        return Field(
            id: Int(UInt16(truncatingIfNeeded: head)), type: Int(UInt16(truncatingIfNeeded: head >> 16)), offset: Int(head >> 32),
            value: bytes.number(at: at + 8, as: UInt64.self))
    }

    /// The first field with this id and type, or nil.
    func first(_ id: Int, _ type: Int) -> Field? {
        for index in 0..<fieldCount {
            let field = self[index]
            if field.id == id, field.type == type { return field }
        }
        return nil
    }

    /// The bytes of a text, bytes, message or rows field.
    func data(_ field: Field) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[field.range])
    }

    static func malformed(_ why: String) -> PluginError {
        PluginError(.invalidArgument, "The message is not well formed: \(why).")
    }
}
