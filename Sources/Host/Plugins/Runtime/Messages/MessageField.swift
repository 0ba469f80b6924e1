import PluginABI

/// One field of a checked message. Borrowed bytes: lives no longer than the message.
package struct MessageField {
    /// Types of a value, as in message.h.
    package enum Kind: UInt16, Sendable {
        case integer = 1
        case number = 2
        case text = 3
        case bytes = 4
        case message = 5
        case rows = 6
    }

    package let id: UInt16
    package let kind: Kind
    let value: UInt64
    /// The field's bytes; empty for integers and numbers.
    package let bytes: UnsafeRawBufferPointer

    /// The number of an integer field, else nil.
    package var integer: Int64? { kind == .integer ? Int64(bitPattern: value) : nil }
    /// The number of a number field, else nil.
    package var number: Double? { kind == .number ? Double(bitPattern: value) : nil }

    /// The text of a text field, else nil. Bytes that are not UTF-8 become replacement characters.
    package var text: String? { kind == .text ? String(decoding: bytes, as: UTF8.self) : nil }

    /// A copy of the bytes of a text or bytes field, else nil.
    package var content: [UInt8]? { kind == .text || kind == .bytes ? [UInt8](bytes) : nil }
}
