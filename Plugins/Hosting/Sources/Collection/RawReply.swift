/// Makes text of a device's bytes that a database and a page can hold.
enum RawReply {
    /// UTF-8 where it is, else Latin-1; control characters but line feeds and tabs become the replacement character, NULs at the end go.
    static func text(_ bytes: [UInt8]) -> String {
        var end = bytes.count
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        let cleaned = bytes[0..<end].map { byte -> UInt8 in
            byte >= 0x20 && byte != 0x7F || byte == 0x0A || byte == 0x09 ? byte : UInt8(ascii: "?")
        }
        if let text = String(validating: cleaned, as: UTF8.self) { return text }
        var text = ""
        text.reserveCapacity(cleaned.count * 2)
        for byte in cleaned { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}
