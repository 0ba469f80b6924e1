package import Crypto
import Foundation

/// A private Ed25519 key as it lies in a file: PKCS #8 in PEM (RFC 8410), as other tools make and read it too.
package struct SigningKey: Sendable {
    package let key: Curve25519.Signing.PrivateKey

    /// A new key.
    package init() { key = Curve25519.Signing.PrivateKey() }

    /// What stands before the key's 32 bytes in PKCS #8: version 0, the algorithm's number, two lengths.
    private static let prefix: [UInt8] = [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
    private static let header = "-----BEGIN PRIVATE KEY-----"
    private static let footer = "-----END PRIVATE KEY-----"

    /// Reads the text of a key file; nil unless it is exactly one Ed25519 key.
    package init?(pem: String) {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.count >= 3, lines.first == Self.header, lines.last == Self.footer,
            let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()), data.starts(with: Self.prefix),
            data.count == Self.prefix.count + 32,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data.dropFirst(Self.prefix.count))
        else { return nil }
        self.key = key
    }

    /// The text of a key file.
    package var pem: String {
        "\(Self.header)\n\((Data(Self.prefix) + key.rawRepresentation).base64EncodedString())\n\(Self.footer)\n"
    }

    /// The public half: 32 bytes in base64, as `trusted_keys` takes it.
    package var publicKey: String { key.publicKey.rawRepresentation.base64EncodedString() }

    /// As in ``TrustedKey/id``.
    package var id: String { TrustedKey.id(of: key.publicKey) }
}
