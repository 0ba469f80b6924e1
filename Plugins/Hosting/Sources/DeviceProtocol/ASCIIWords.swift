/// Looks into short ASCII texts byte by byte: `String`'s own searching costs more than reading a whole reply.
enum ASCIIWords {
    /// The bytes with capital letters made small.
    static func lowercased(_ texts: String...) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.reduce(texts.count) { $0 + $1.utf8.count })
        for text in texts where !text.isEmpty {
            for byte in text.utf8 { bytes.append(isCapital(byte) ? byte | 0x20 : byte) }
            bytes.append(0x20)
        }
        return bytes
    }

    /// Whether `word` (small letters) stands somewhere in the bytes.
    static func contains(_ bytes: [UInt8], _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count >= length else { return false }
        let first = word.utf8Start[0]
        var start = 0
        while start <= bytes.count - length {
            if bytes[start] == first {
                var offset = 1
                while offset < length, bytes[start + offset] == word.utf8Start[offset] { offset += 1 }
                if offset == length { return true }
            }
            start += 1
        }
        return false
    }

    /// Whether the bytes begin with `word` (small letters).
    static func begins(_ bytes: [UInt8], _ word: StaticString) -> Bool {
        guard bytes.count >= word.utf8CodeUnitCount else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// The words between blanks and any of the `ends`, which end the text.
    static func words(_ text: String, endingAt ends: [UInt8] = []) -> [String] {
        let bytes = text.utf8.prefix { !ends.contains($0) }
        return bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    }

    static func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
