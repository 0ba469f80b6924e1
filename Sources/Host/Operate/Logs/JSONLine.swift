package import Foundation
package import Logging

/// Builds one line of JSON: every control character escaped, so that no value can forge a line of its own.
package struct JSONLine {
    private static let hex = Array("0123456789abcdef".utf8)

    private var bytes: [UInt8] = []

    package init() {
        bytes.reserveCapacity(512)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Adds a text field.
    package mutating func add(_ name: String, _ value: String) {
        key(name)
        Self.append(value, to: &bytes)
    }

    /// Adds a time, as RFC 3339 in UTC with milliseconds.
    package mutating func add(_ name: String, _ value: Date) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        LogTime.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a field of a log event: numbers and truth values as they are, all else as text.
    /// - Parameter isHidden: says of a name, here or deeper, whether its value must not be told.
    package mutating func add(_ name: String, _ value: Logger.MetadataValue, isHidden: (String) -> Bool) {
        key(name)
        append(value, name: name, isHidden)
    }

    /// The line, with its line feed.
    package consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(10)
        return bytes
    }

    private mutating func key(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        Self.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ value: Logger.MetadataValue, name: String, _ isHidden: (String) -> Bool) {
        guard !isHidden(name) else { return Self.append("***", to: &bytes) }
        switch value {
        case .string(let text): Self.append(text, to: &bytes)
        case .stringConvertible(let number as Int): bytes += String(number).utf8
        case .stringConvertible(let number as Double) where number.isFinite: bytes += number.description.utf8
        case .stringConvertible(let flag as Bool): bytes += (flag ? "true" : "false").utf8
        case .stringConvertible(let number as any BinaryInteger): bytes += String(describing: number).utf8
        case .stringConvertible(let other): Self.append(other.description, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, name: name, isHidden)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.append(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(field.value, name: field.key, isHidden)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends `text` as a JSON string.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 10: bytes += "\\n".utf8
            case 13: bytes += "\\r".utf8
            case 9: bytes += "\\t".utf8
            case 0..<32, 127:
                bytes += "\\u00".utf8
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
