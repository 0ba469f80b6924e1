import Crypto

/// One step of the host's own schema `app`, embedded in the executable.
package struct HostMigration: Sendable {
    /// Position in the order; unique, never reused.
    package let number: Int
    /// What it makes, for people.
    package let name: String
    package let sql: String

    /// Hex SHA-256 of the text: a migration that has run must not change afterwards.
    package var checksum: String { SHA256.hash(data: Array(sql.utf8)).hexadecimal }

    init(_ number: Int, _ name: String, _ bytes: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = String(decoding: bytes, as: UTF8.self)
    }
}
