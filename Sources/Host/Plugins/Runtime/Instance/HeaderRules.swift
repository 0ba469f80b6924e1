/// Which response headers a plugin may set, and of what bytes they may consist.
enum HeaderRules {
    private static let owned: Set<String> = [
        "connection", "content-length", "content-security-policy", "content-type", "date", "keep-alive", "permissions-policy",
        "proxy-authenticate", "referrer-policy", "server", "set-cookie", "strict-transport-security", "te", "trailer", "transfer-encoding",
        "upgrade", "www-authenticate", "x-content-type-options", "x-frame-options", "x-request-id",
    ]

    /// A header's name in lower case.
    static func name(_ field: MessageField) throws(MessageError) -> String {
        guard let text = field.text, !text.isEmpty, text.utf8.count <= 128, text.utf8.allSatisfy(isToken) else {
            throw MessageError("a header's name is not a token of at most 128 characters")
        }
        let name = text.lowercased()
        guard !owned.contains(name), !name.hasPrefix("access-control-") else {
            throw MessageError("the header \(name) belongs to the host")
        }
        return name
    }

    static func value(_ field: MessageField, of name: String) throws(MessageError) -> String {
        guard let text = field.text, text.utf8.count <= 8_192, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else {
            throw MessageError("the value of the header \(name) has control characters or more than 8,192 bytes")
        }
        return text
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
