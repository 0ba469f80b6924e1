import Foundation

extension TenantsFile {
    /// Reads and checks a file. Blocks on the disk: call it away from the cooperative pool where that matters.
    ///
    /// - Parameter path: As the user gave it; stands before each message.
    /// - Throws: ``TenantsFileError`` with all that is wrong.
    package static func read(path: String) throws(TenantsFileError) -> TenantsFile {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: YAMLDocument.maximumBytes + 1) else {
            throw TenantsFileError(issues: [
                TenantsFileIssue(
                    file: path, position: .start, message: "the file cannot be read", expected: "a readable file",
                    found: FileManager.default.fileExists(atPath: path) ? "no permission or no file" : "none")
            ])
        }
        return try parse(Array(data), path: path)
    }

    /// Checks the text of a file.
    /// - Throws: ``TenantsFileError`` with all that is wrong, in the order of the text.
    package static func parse(_ bytes: [UInt8], path: String) throws(TenantsFileError) -> TenantsFile {
        let issues = ConfigurationIssues(file: path)
        if let root = YAMLDocument.root(bytes, issues) {
            let file = TenantsFileReader(issues: issues).read(ConfigurationCursor(node: root, path: "", issues: issues), path: path)
            if issues.list.isEmpty, let file { return file }
        }
        throw TenantsFileError(issues: issues.list.sorted { $0.position < $1.position })
    }
}
