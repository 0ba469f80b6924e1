/// Why a text is no network in CIDR notation.
package struct NetworkBlockError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    package enum Code: String, Sendable { case notAnAddress, prefixOutOfRange, hostBitsSet }

    package let code: Code
    /// What was expected instead, for people.
    package let expected: String
    /// The text as it was given.
    package let found: String

    package var description: String { "expected \(expected), found '\(found)'" }

    static func notAnAddress(_ text: String) -> NetworkBlockError {
        NetworkBlockError(code: .notAnAddress, expected: "a network such as 10.20.0.0/16 or fd00::/8", found: text)
    }

    static func prefixOutOfRange(_ text: String, maximum: Int) -> NetworkBlockError {
        NetworkBlockError(code: .prefixOutOfRange, expected: "a prefix length from 0 to \(maximum)", found: text)
    }

    static func hostBitsSet(_ text: String, network: String) -> NetworkBlockError {
        NetworkBlockError(code: .hostBitsSet, expected: "\(network), with no bit set after the prefix", found: text)
    }
}
