/// An address that mail can be sent to: `local@domain` in ASCII, without quotes, comments and address literals (a part of RFC 5321, 4.1.2).
/// What is left out is in no use, and what is let in means the same to every server.
package struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    /// As given: only its server knows whether case counts.
    package let local: String
    /// In lower case.
    package let domain: String

    /// What is expected, for messages.
    package static let expected = "an address such as ana@example.org, in ASCII, of at most 254 characters"

    /// - Returns: Nil for anything else than an address of that form, blanks around it included.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")), Self.isLocal(bytes[..<at]),
            Self.isDomain(bytes[(at + 1)...])
        else { return nil }
        local = String(decoding: bytes[..<at], as: UTF8.self)
        domain = String(decoding: bytes[(at + 1)...], as: UTF8.self).lowercased()
    }

    package var description: String { "\(local)@\(domain)" }

    /// In lower case throughout, as accounts are kept: for comparing.
    package var folded: String { description.lowercased() }

    private static func isLocal(_ bytes: ArraySlice<UInt8>) -> Bool {
        (1...64).contains(bytes.count)
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.allSatisfy(isAtomCharacter)
            }
    }

    /// Names of at least two labels, so that nothing is sent to a name that only the host's own network knows.
    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// `atext` of RFC 5322.
    static func isAtomCharacter(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// An address and whose it is.
package struct Mailbox: Sendable, Hashable {
    package let address: MailAddress
    /// For people; empty if there is none.
    package let name: String

    package init(_ address: MailAddress, name: String = "") {
        self.address = address
        self.name = name
    }
}
