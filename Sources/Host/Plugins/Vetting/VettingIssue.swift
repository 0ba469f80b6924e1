/// Why a statement or a migration is refused.
package struct VettingIssue: Error, Sendable, Hashable, CustomStringConvertible {
    /// Path inside the bundle.
    package let file: String
    /// From 1; 0 where the whole file is meant.
    package let line: Int
    /// From 1, in characters.
    package let column: Int
    /// What stands there.
    package let what: String
    /// Why it is refused, and what to write instead.
    package let why: String

    package var description: String { "\(file)\(line > 0 ? ":\(line):\(column)" : ""): \(what): \(why)" }

    /// - Parameter offset: Bytes from the text's beginning, or nil for the whole file.
    init(file: String, sql: String, offset: Int?, what: String, why: String) {
        var (line, column) = (0, 0)
        if let offset {
            let head = String(decoding: sql.utf8.prefix(max(0, offset)), as: UTF8.self)
            line = 1 + head.unicodeScalars.count { $0 == "\n" }
            column =
                1
                + (head.unicodeScalars.lastIndex(of: "\n").map {
                    head.unicodeScalars.distance(from: $0, to: head.unicodeScalars.endIndex) - 1
                }
                    ?? head.unicodeScalars.count)
        }
        (self.file, self.line, self.column, self.what, self.why) = (file, line, column, what, why)
    }
}

/// All that is refused in a bundle's SQL.
package struct VettingError: Error, Sendable, CustomStringConvertible {
    package let issues: [VettingIssue]
    package var description: String { issues.map(\.description).joined(separator: "\n") }
    package init(issues: [VettingIssue]) { self.issues = issues }
}
