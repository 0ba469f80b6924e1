/// What a declared statement may do to a table's rows. Pure.
///
/// The statements were parsed and vetted before; here only their words count, outside of texts, quoted names and comments.
enum StatementEffect: Sendable, Comparable {
    case reads
    case deletes
    /// Rows may become more or larger: a full storage holds it back.
    case grows

    init(_ sql: String) {
        var (before, previous, effect) = ("", "", StatementEffect.reads)
        for word in Self.words(sql) {
            switch word {
            case "INSERT", "MERGE": effect = .grows
            // FOR UPDATE and FOR NO KEY UPDATE only lock.
            case "UPDATE" where previous != "FOR" && (before, previous) != ("NO", "KEY"): effect = .grows
            case "DELETE": effect = max(effect, .deletes)
            default: break
            }
            (before, previous) = (previous, word)
        }
        self = effect
    }

    /// The unquoted words in capitals; an empty one for whatever else stands between two that belong not together.
    private static func words(_ sql: String) -> [String] {
        let bytes = Array(sql.utf8)
        var words: [String] = []
        var index = 0
        func at(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "-") where at(1) == UInt8(ascii: "-"):
                while index < bytes.count, bytes[index] != 10, bytes[index] != 13 { index += 1 }
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"):
                index = afterComment(bytes, index)
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                let isEscaped = bytes[index] == UInt8(ascii: "'") && words.last == "E" && index > 0 && bytes[index - 1] | 0x20 == 101
                index = afterQuoted(bytes, index, isEscaped: isEscaped)
                words.append("")
            case UInt8(ascii: "$"):
                index = afterDollar(bytes, index)
                words.append("")
            case let byte where isLetter(byte):
                let start = index
                while index < bytes.count, isLetter(bytes[index]) || (48...57).contains(bytes[index]) || bytes[index] == 36 { index += 1 }
                words.append(String(decoding: bytes[start..<index], as: UTF8.self).uppercased())
            case UInt8(ascii: " "), 9, 10, 13: index += 1
            default:
                words.append("")
                index += 1
            }
        }
        return words
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || byte == 95 || byte >= 0x80 }

    private static func afterComment(_ bytes: [UInt8], _ start: Int) -> Int {
        var (index, depth) = (start + 2, 1)
        while index < bytes.count, depth > 0 {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if bytes[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                (index, depth) = (index + 2, depth + 1)
            } else if bytes[index] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                (index, depth) = (index + 2, depth - 1)
            } else {
                index += 1
            }
        }
        return index
    }

    private static func afterQuoted(_ bytes: [UInt8], _ start: Int, isEscaped: Bool) -> Int {
        var index = start + 1
        while index < bytes.count {
            if isEscaped, bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index] == bytes[start] {
                guard index + 1 < bytes.count, bytes[index + 1] == bytes[start] else { return index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        return index
    }

    /// Past a text in `$tag$`, or past the sign of a parameter.
    private static func afterDollar(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start + 1
        while end < bytes.count, isLetter(bytes[end]) || (end > start + 1 && (48...57).contains(bytes[end])) { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return start + 1 }
        let tag = bytes[start...end]
        var index = end + 1
        while index + tag.count <= bytes.count {
            if bytes[index..<index + tag.count].elementsEqual(tag) { return index + tag.count }
            index += 1
        }
        return bytes.count
    }
}
