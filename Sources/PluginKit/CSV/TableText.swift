import Glibc

/// The text of a table, in whatever a spreadsheet wrote it: UTF-8, UTF-16 with its mark, or GB 18030, which Chinese ones save as CSV. Pure.
public enum TableText {
    /// The byte order mark in UTF-8, which some programs write before a table.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The text in UTF-8. Bytes that are none of the three are given back as they came: whoever reads them says what is wrong.
    ///
    /// GB 18030 has no mark, and nearly any bytes can be read as some Chinese text: they are taken as such only where most of what is not
    /// ASCII is everyday Chinese (GB 2312). So a German "Müller" in an old Windows code is refused as before, not turned into another name.
    public static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes) ?? bytes }
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return isChinese(bytes) ? gb18030(bytes) ?? bytes : bytes
    }

    private static func utf16(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let isLittle = bytes[0] == 0xFF
        let units = stride(from: 2, to: bytes.count, by: 2).map { at in
            UInt16(bytes[isLittle ? at + 1 : at]) << 8 | UInt16(bytes[isLittle ? at : at + 1])
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }

    /// Whether bytes are formed as GB 18030 (GB 18030-2022, section 5), and more than half of the longer codes belong to GB 2312.
    private static func isChinese(_ bytes: [UInt8]) -> Bool {
        func has(_ place: Int, _ range: ClosedRange<UInt8>) -> Bool { place < bytes.count && range.contains(bytes[place]) }
        var (everyday, others, at) = (0, 0, 0)
        while at < bytes.count {
            if bytes[at] < 0x80 {
                at += 1
                continue
            }
            guard has(at, 0x81...0xFE) else { return false }
            if has(at + 1, 0x40...0x7E) || has(at + 1, 0x80...0xFE) {
                let isEveryday = has(at, 0xA1...0xF7) && has(at + 1, 0xA1...0xFE)
                (everyday, others) = (everyday + (isEveryday ? 1 : 0), others + (isEveryday ? 0 : 1))
                at += 2
            } else if has(at + 1, 0x30...0x39), has(at + 2, 0x81...0xFE), has(at + 3, 0x30...0x39) {
                others += 1
                at += 4
            } else {
                return false
            }
        }
        return everyday > others
    }

    /// Nil for a code that stands for nothing, and where the C library has no table for it.
    private static func gb18030(_ bytes: [UInt8]) -> [UInt8]? {
        // The C library says by a pointer of all ones that it has none.
        guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes
        // Two bytes become three at most, one and four do not grow.
        var output = [UInt8](repeating: 0, count: bytes.count / 2 * 3 + 3)
        let count: Int? = input.withUnsafeMutableBytes { input in
            output.withUnsafeMutableBytes { output in
                // Both buffers outlive the call, which writes no further than `room` says and reads no further than `left`.
                var (from, left) = (input.baseAddress?.assumingMemoryBound(to: CChar.self), input.count)
                var (to, room) = (output.baseAddress?.assumingMemoryBound(to: CChar.self), output.count)
                return iconv(converter, &from, &left, &to, &room) == 0 && left == 0 ? output.count - room : nil
            }
        }
        return count.map { Array(output[..<$0]) }
    }
}
