/// The letters of RFC 3986 that a sign-in message is made of.
enum URIText {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Reserved and unreserved letters, and the space.
    static func isStatement(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || " -._~:/?#[]@!$&'()*+,;=".utf8.contains(byte) }

    static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "+-.".utf8.contains($0) }
    }

    /// User, host and port: a host is needed.
    static func isAuthority(_ text: Substring) -> Bool {
        guard !text.isEmpty, consists(text, of: "-._~!$&'()*+,;=:@[]") else { return false }
        let host = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return !host.isEmpty && host.utf8.first != UInt8(ascii: ":") && text.utf8.filter { $0 == UInt8(ascii: "@") }.count < 2
    }

    static func isRequestID(_ text: Substring) -> Bool { consists(text, of: "-._~!$&'()*+,;=:@") }

    /// A scheme, a colon, and something after it.
    static func isURI(_ text: Substring) -> Bool {
        guard let colon = text.firstIndex(of: ":"), isScheme(text[..<colon]) else { return false }
        let rest = text[text.index(after: colon)...]
        return !rest.isEmpty && consists(rest, of: "-._~:/?#[]@!$&'()*+,;=") && rest.utf8.filter { $0 == UInt8(ascii: "#") }.count < 2
    }

    /// Scheme, host and port of a URI, as a browser compares origins; nil if it has no host.
    static func origin(_ uri: String) -> String? {
        guard let mark = uri.firstRange(of: "://") else { return nil }
        let authority = uri[mark.upperBound...].prefix { !"/?#".contains($0) }
        guard isAuthority(authority), !authority.contains("@") else { return nil }
        return uri[..<mark.lowerBound].lowercased() + "://" + authority.lowercased()
    }

    /// Letters, digits, whole percent escapes and these marks.
    private static func consists(_ text: Substring, of marks: String) -> Bool {
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst(), let low = rest.popFirst(), isHexadecimal(high), isHexadecimal(low) else { return false }
            } else if !isAlphanumeric(byte), !marks.utf8.contains(byte) {
                return false
            }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
