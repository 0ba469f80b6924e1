/// The first keyword of a statement: tells those that a shared connection must not run, since they change its state for everybody.
enum StatementVerb {
    private static let refused: Set<String> = [
        "ABORT", "BEGIN", "CHECKPOINT", "CLOSE", "COMMIT", "COPY", "DEALLOCATE", "DECLARE", "DISCARD", "END", "EXECUTE", "FETCH", "LISTEN",
        "LOAD",
        "MOVE", "PREPARE", "RELEASE", "RESET", "ROLLBACK", "SAVEPOINT", "SET", "START", "UNLISTEN",
    ]

    static func changesSession(_ sql: String) -> Bool { refused.contains(first(sql)) }

    /// The keyword in capitals, past space, comments and parentheses; empty if there is none.
    static func first(_ sql: String) -> String {
        let bytes = sql.utf8
        var index = bytes.startIndex
        func peek(_ offset: Int) -> UInt8 {
            guard let place = bytes.index(index, offsetBy: offset, limitedBy: bytes.endIndex), place < bytes.endIndex else { return 0 }
            return bytes[place]
        }
        while index < bytes.endIndex {
            switch (bytes[index], peek(1)) {
            case (UInt8(ascii: "-"), UInt8(ascii: "-")):
                while index < bytes.endIndex, bytes[index] != 10, bytes[index] != 13 { index = bytes.index(after: index) }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                var depth = 0
                repeat {
                    if bytes[index] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                        depth += 1
                        index = bytes.index(after: index)
                    } else if bytes[index] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                        depth -= 1
                        index = bytes.index(after: index)
                    }
                    index = bytes.index(after: index)
                } while depth > 0 && index < bytes.endIndex
            case (9...13, _), (32, _), (UInt8(ascii: "("), _), (UInt8(ascii: ";"), _): index = bytes.index(after: index)
            default:
                let word = bytes[index...].prefix { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
                return String(decoding: word, as: UTF8.self).uppercased()
            }
        }
        return ""
    }
}
