/// Why the private cluster could not be made or started.
package struct PrivateClusterError: Error, CustomStringConvertible {
    /// Which step failed.
    package enum Code: String, Sendable {
        case toolsMissing, userMissing
        /// The folder or a file in it is missing, unreadable, another's, or open to others.
        case folder
        /// The cluster was made by a PostgreSQL that is not installed.
        case version
        /// A program of PostgreSQL failed.
        case tool
        /// The server does not start: no room on the disk, a line in its configuration, an earlier one that is still ending.
        case start
    }

    package let code: Code
    /// What failed, where, and what to do about it.
    package let message: String

    package var description: String { message }

    /// Whether trying again may help without anybody changing the host's own setup.
    package var mayHeal: Bool { code == .tool || code == .start }
}
