import Foundation

/// Variables of the environment; each `NAME` may also be given as `NAME_FILE`, the path of a file that holds the value.
struct Environment: Sendable {
    private let variables: [String: String]

    init(_ variables: [String: String] = ProcessInfo.processInfo.environment) { self.variables = variables }

    /// The value, or nil if neither form is set or it is empty.
    /// - Throws: ``Failure`` if both forms are set or the file cannot be read.
    func value(_ name: String) throws -> String? {
        let direct = variables[name].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = variables[name + "_FILE"], !path.isEmpty else { return direct }
        guard direct == nil else { throw Failure(.wrongInput, "\(name) and \(name)_FILE are both set; give one of them") }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure(.wrongInput, "\(name)_FILE names \(path), which cannot be read")
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed.isEmpty ? nil : trimmed
    }
}
