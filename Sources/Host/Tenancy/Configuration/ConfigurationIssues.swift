import Yams

/// Gathers what is wrong while a file is read, so that all of it is told at once. Used by one thread.
final class ConfigurationIssues {
    let file: String
    private(set) var list: [TenantsFileIssue] = []
    /// Enough for a person; a file of garbage must not fill the memory.
    static let limit = 100

    init(file: String) { self.file = file }

    func add(_ position: SourcePosition, _ message: String, expected: String, found: String) {
        guard list.count < Self.limit else { return }
        list.append(
            TenantsFileIssue(
                file: file, position: position, message: message, expected: expected, found: AuditText.clean(found, maximumCharacters: 80)))
    }
}

extension Mark {
    var position: SourcePosition { SourcePosition(line: line, column: column) }
}
