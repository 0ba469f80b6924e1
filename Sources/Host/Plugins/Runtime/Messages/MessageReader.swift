package import PluginABI

/// Reads a flat message (message.h) from untrusted bytes. Every offset is checked once, on making; reading cannot fail after.
///
/// Borrows the bytes: lives no longer than they do. Reads unaligned, so that a wrong address is no trap.
package struct MessageReader {
    /// Largest message taken from a plugin: 64 MiB.
    package static let maximumBytes = 64 << 20
    static let headerBytes = MemoryLayout<hi_message>.size
    static let fieldBytes = MemoryLayout<hi_field>.size

    private let bytes: UnsafeRawBufferPointer
    /// One of HI_KIND_…, or 0.
    package let kind: UInt16
    package let count: Int

    /// - Throws: ``MessageError`` naming the broken rule.
    package init(_ source: UnsafeRawBufferPointer) throws(MessageError) {
        guard source.count >= Self.headerBytes else {
            throw MessageError("a message has \(source.count) bytes, expected at least \(Self.headerBytes)")
        }
        let total = Int(source.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        guard total >= Self.headerBytes, total <= source.count, total <= Self.maximumBytes else {
            throw MessageError("a message says it has \(total) bytes, there are \(source.count)")
        }
        kind = source.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        count = Int(source.loadUnaligned(fromByteOffset: 6, as: UInt16.self))
        bytes = UnsafeRawBufferPointer(rebasing: source[0..<total])
        guard Self.headerBytes + count * Self.fieldBytes <= total else {
            throw MessageError("a message of \(total) bytes cannot hold \(count) fields")
        }
        for index in 0..<count { try check(index) }
    }

    /// A span of the contract; a null with a count is refused.
    package init(_ span: hi_bytes) throws(MessageError) {
        guard let data = span.data else { throw MessageError("a message is missing") }
        guard span.count <= Self.maximumBytes else { throw MessageError("a message has \(span.count) bytes, at most \(Self.maximumBytes)") }
        try self.init(UnsafeRawBufferPointer(start: data, count: span.count))
    }

    private func check(_ index: Int) throws(MessageError) {
        let at = Self.headerBytes + index * Self.fieldBytes
        let type = bytes.loadUnaligned(fromByteOffset: at + 2, as: UInt16.self)
        guard let kind = MessageField.Kind(rawValue: type) else {
            throw MessageError("field \(index) has the unknown type \(type)")
        }
        if kind == .integer || kind == .number { return }
        let offset = UInt64(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
        let length = bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
        let total = UInt64(bytes.count)
        guard offset <= total, length <= total - offset else {
            throw MessageError("field \(index) reaches from \(offset) over \(length) bytes, the message ends at \(total)")
        }
        if kind == .message || kind == .rows, offset % 8 != 0 {
            throw MessageError("field \(index) is nested at \(offset), which 8 does not divide")
        }
    }

    /// A field by position.
    /// - Precondition: `index` is in `0..<count`.
    package subscript(index: Int) -> MessageField {
        precondition(index >= 0 && index < count, "a field beyond the message's end")
        let at = Self.headerBytes + index * Self.fieldBytes
        let kind = MessageField.Kind(rawValue: bytes.loadUnaligned(fromByteOffset: at + 2, as: UInt16.self)) ?? .integer
        let value = bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
        let inline = kind == .integer || kind == .number
        let offset = inline ? 0 : Int(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
        // The plugin could change the bytes after they were checked; a range is therefore cut again where it is used.
        let start = min(offset, bytes.count)
        let end = inline ? start : start + Int(min(value, UInt64(bytes.count - start)))
        return MessageField(
            id: bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self), kind: kind, value: value,
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    }

    /// The first field with this id.
    package func first(_ id: Int) -> MessageField? {
        for index in 0..<count where self[index].id == id { return self[index] }
        return nil
    }
}
