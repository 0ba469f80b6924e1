/// Why the private cluster could not be made or started.
package struct PrivateClusterError: Error, CustomStringConvertible {
    /// Which step failed.
    package enum Code: String, Sendable { case toolsMissing, userMissing, folder, tool, start }

    package let code: Code
    /// What failed, where, and what to do about it.
    package let message: String

    package var description: String { message }
}
