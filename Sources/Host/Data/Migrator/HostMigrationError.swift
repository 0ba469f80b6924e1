package import PostgresClient

/// Why the host's schema could not be brought up to date.
package struct HostMigrationError: Error, CustomStringConvertible {
    /// What is wrong with the schema `app`.
    package enum Code: String, Sendable { case changed, databaseIsNewer, failed }

    package let code: Code
    package let description: String
    package let cause: PostgresError?

    static func changed(_ name: String) -> HostMigrationError {
        HostMigrationError(
            code: .changed,
            description:
                "migration '\(name)' has run before with another text; restore the text it had, or use the release that wrote the database",
            cause: nil)
    }

    static func databaseIsNewer(found: Int, known: Int) -> HostMigrationError {
        HostMigrationError(
            code: .databaseIsNewer,
            description: "the database has migration \(found), this release knows up to \(known): start a newer release", cause: nil)
    }

    static func failed(_ name: String, _ cause: PostgresError) -> HostMigrationError {
        HostMigrationError(code: .failed, description: "migration '\(name)' failed and was rolled back: \(cause)", cause: cause)
    }
}
