/// How a reply tells its end, for devices that leave the connection open after it.
enum ReplyFraming: Sendable, Equatable {
    /// One JSON object, as the CGMiner API answers.
    case command
    /// An HTTP response.
    case http
    /// Four bytes of length, the low one first, then as many bytes.
    case lengthPrefixed

    /// Whether the bytes are a whole reply, though the connection did not end as it should.
    func isWhole(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .command: ReplyFraming.isWholeObject(bytes)
        case .http: HTTPReply(bytes)?.isWhole ?? false
        case .lengthPrefixed: LengthFrame.content(bytes) != nil
        }
    }

    private static func isWholeObject(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return true }
            default: break
            }
        }
        return false
    }
}
