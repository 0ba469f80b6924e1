/// What stands around a reply.
enum ReplyEnvelope {
    /// The first position that is no blank and no NUL.
    static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        // A byte order mark is a blank too.
        if bytes.count >= position + 3, bytes[position] == 0xEF, bytes[position + 1] == 0xBB, bytes[position + 2] == 0xBF { position += 3 }
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        return position
    }

    /// Behind the head of an HTTP answer with status 200 (ePIC speaks HTTP on the miner port); `start` where there is none.
    static func skipHTTPHead(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let prefix: StaticString = "HTTP/1."
        guard bytes.count - start > 16 else { return start }
        for offset in 0..<prefix.utf8CodeUnitCount where bytes[start + offset] != prefix.utf8Start[offset] { return start }
        guard bytes[start + 9] == UInt8(ascii: "2") else { return start }
        var position = start
        while position + 3 < bytes.count {
            if bytes[position] == 13, bytes[position + 1] == 10, bytes[position + 2] == 13, bytes[position + 3] == 10 {
                return skipBlanks(bytes, from: position + 4)
            }
            position += 1
        }
        return start
    }

    /// Whether a JSON scanner can make anything of it.
    static func looksLikeJSON(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: "\""): return true
        default: break
        }
        let rest = ReplyText(bytes: UnsafeBufferPointer(rebasing: bytes[start...]), hasEscapes: false)
        if rest.number != nil { return true }
        let word = rest.string(limit: 8).lowercased()
        return word == "true" || word == "false" || word == "null"
    }

    /// The beginning of foreign text, safe to show.
    static func excerpt(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> String {
        ReplyText(bytes: UnsafeBufferPointer(rebasing: bytes[start...]), hasEscapes: false).string(limit: 80)
    }
}
