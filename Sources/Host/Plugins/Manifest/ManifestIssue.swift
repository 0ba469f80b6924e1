/// One thing that is wrong in `plugin.yaml`.
package struct ManifestIssue: Error, Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    /// Path to the field, such as `routes[2].path`.
    package let field: String
    package let message: String
    /// Empty where the message says it all.
    package let expected: String
    package let found: String

    package var description: String {
        var text = "\(file):\(line):\(column): "
        if !field.isEmpty { text += "\(field): " }
        text += message
        if !expected.isEmpty { text += ", expected \(expected)" }
        if !found.isEmpty { text += ", found \(found)" }
        return text
    }
}

/// All that is wrong in one `plugin.yaml`, in the order of the file.
package struct ManifestError: Error, Sendable, CustomStringConvertible {
    package let issues: [ManifestIssue]
    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
