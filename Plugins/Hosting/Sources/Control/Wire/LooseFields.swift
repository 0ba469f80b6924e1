/// Finds fields in a device's reply whatever is wrong with the rest of it: broken JSON, NULs, or the text form `Code=119,Msg=…`.
struct LooseFields: Sendable {
    private let bytes: [UInt8]
    private static let longestValue = 4_096

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The first text or number under a name, wherever it stands; nil where there is none. Names differ by letter case.
    func text(_ name: String) -> String? {
        let name = Array(name.utf8)
        var position = 0
        while let start = find(name, from: position) {
            position = start + name.count
            if start > 0, bytes[start - 1] == UInt8(ascii: "\""), let value = quotedField(after: position) { return value }
            if start == 0 || !LooseFields.isNamePart(bytes[start - 1]), let value = textField(after: position) { return value }
        }
        return nil
    }

    /// The number under a name.
    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    private func find(_ name: [UInt8], from start: Int) -> Int? {
        guard let first = name.first, bytes.count >= name.count, start <= bytes.count - name.count else { return nil }
        return (start...(bytes.count - name.count)).first { bytes[$0] == first && bytes[$0..<$0 + name.count].elementsEqual(name) }
    }

    /// Behind `"name`: `" : "value"` or `": 12`.
    private func quotedField(after end: Int) -> String? {
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        var position = skipSpace(end + 1)
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return nil }
        position = skipSpace(position + 1)
        guard position < bytes.count else { return nil }
        if bytes[position] == UInt8(ascii: "\"") { return string(from: position + 1) }
        let value = bytes[position...].prefix { LooseFields.isNamePart($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        return value.isEmpty ? nil : String(decoding: value.prefix(LooseFields.longestValue), as: UTF8.self)
    }

    /// Behind `name`: `=value,`
    private func textField(after end: Int) -> String? {
        guard end < bytes.count, bytes[end] == UInt8(ascii: "=") else { return nil }
        let value = bytes[(end + 1)...].prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "|") && $0 != 0 }
        return String(decoding: value.prefix(LooseFields.longestValue), as: UTF8.self)
    }

    private func string(from start: Int) -> String? {
        var content: [UInt8] = []
        var position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), content.count < LooseFields.longestValue {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
                position += 1
                content.append(LooseFields.unescaped(bytes[position]))
            } else {
                content.append(bytes[position])
            }
            position += 1
        }
        return String(decoding: content, as: UTF8.self)
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        default: byte
        }
    }

    private func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            || byte == UInt8(ascii: "_")
    }
}
