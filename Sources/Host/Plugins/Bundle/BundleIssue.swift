/// One thing that is wrong with a bundle.
package struct BundleIssue: Error, Sendable, Hashable, CustomStringConvertible {
    /// Path inside the bundle, with line and column where they are known.
    package let path: String
    package let message: String
    package var description: String { path.isEmpty ? message : "\(path): \(message)" }

    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}

/// All that is wrong with a bundle: a half one names every piece that is missing.
package struct BundleError: Error, Sendable, CustomStringConvertible {
    /// The bundle's folder.
    package let directory: String
    package let issues: [BundleIssue]
    package var description: String { "the bundle \(directory) is refused:\n" + issues.map { "  \($0)" }.joined(separator: "\n") }

    package init(directory: String, issues: [BundleIssue]) {
        self.directory = directory
        self.issues = issues
    }
}
