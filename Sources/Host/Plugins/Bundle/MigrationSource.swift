/// A step of a plugin's schema as it lies in the bundle: `migrations/0001_first.sql`.
package struct MigrationSource: Sendable, Hashable {
    /// Position in the order, from 1, without gaps.
    package let number: Int
    /// The file's name without `.sql`.
    package let name: String
    package let sql: String
    /// Path inside the bundle.
    package var path: String { "migrations/\(name).sql" }
    /// SHA-256 of the text: a migration that has run must not change afterwards.
    package var checksum: String { BundleFile.digest(sql.utf8) }

    /// Whether its leading comments say `contract: true`: it may then remove what an earlier version used.
    package var isContract: Bool {
        for line in sql.split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("--") else { return false }
            if line.wholeMatch(of: /--\s*contract:\s*true\s*/) != nil { return true }
        }
        return false
    }

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}
