/// Changes fields of a JSON object and leaves every other byte as the device wrote it: a configuration goes back whole. Pure.
struct JSONSplice: Sendable {
    private(set) var bytes: [UInt8]
    /// The values of the object's own fields.
    private var ranges: [String: Range<Int>] = [:]
    private var end = 0

    /// nil for anything that is not one JSON object.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard scan() else { return nil }
    }

    /// The text of a field's value as it stands there, quotes and all; nil where there is none.
    func raw(_ name: String) -> String? { ranges[name].map { String(decoding: bytes[$0], as: UTF8.self) } }

    /// Replaces a field's value, or adds the field at the end. `value` is JSON.
    mutating func set(_ name: String, _ value: String) {
        if let range = ranges[name] {
            bytes.replaceSubrange(range, with: Array(value.utf8))
        } else {
            bytes.insert(contentsOf: Array((ranges.isEmpty ? "" : ", ").utf8) + Array("\"\(name)\": \(value)".utf8), at: end)
        }
        _ = scan()
    }

    private mutating func scan() -> Bool {
        ranges = [:]
        var position = skipSpace(0)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return false }
        position = skipSpace(position + 1)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "}") {
                end = position
                // The new field follows the last value, not the line end behind it.
                while end > 0, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
                return true
            }
            guard bytes[position] == UInt8(ascii: "\""), let nameEnd = stringEnd(position) else { return false }
            let name = String(decoding: bytes[position + 1..<nameEnd - 1], as: UTF8.self)
            position = skipSpace(nameEnd)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return false }
            position = skipSpace(position + 1)
            guard let valueEnd = valueEnd(position) else { return false }
            ranges[name] = position..<valueEnd
            position = skipSpace(valueEnd)
            if position < bytes.count, bytes[position] == UInt8(ascii: ",") { position = skipSpace(position + 1) }
        }
        return false
    }

    private func valueEnd(_ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return stringEnd(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            var position = start
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    guard let end = stringEnd(position) else { return nil }
                    position = end
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return position + 1 }
                default: break
                }
                position += 1
            }
            return nil
        default:
            let end = bytes[start...].firstIndex { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) }
            return end.flatMap { $0 > start ? $0 : nil }
        }
    }

    /// Behind the closing quote.
    private func stringEnd(_ start: Int) -> Int? {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position + 1
            default: position += 1
            }
        }
        return nil
    }

    private func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position
    }
}
