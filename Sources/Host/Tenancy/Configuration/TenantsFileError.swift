/// All that is wrong in tenants.yaml, in the order of the text. Nothing of the file is used.
package struct TenantsFileError: Error, Sendable, CustomStringConvertible {
    /// At least one.
    package let issues: [TenantsFileIssue]

    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
