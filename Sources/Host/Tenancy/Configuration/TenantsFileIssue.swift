/// One thing that is wrong in tenants.yaml.
package struct TenantsFileIssue: Sendable, Hashable, CustomStringConvertible {
    /// The path as it was given.
    package let file: String
    package let position: SourcePosition
    package let message: String
    package let expected: String
    package let found: String

    /// `file:line:column: message (expected …, found …)`
    package var description: String {
        "\(file):\(position.line):\(position.column): \(message) (expected \(expected), found \(found))"
    }
}
