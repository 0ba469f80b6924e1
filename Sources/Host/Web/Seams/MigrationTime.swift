/// How long each migration of an upgrade may take beside a version that serves: others wait as long for the tables that it locks. Pure.
package struct MigrationTime: Sendable, Hashable {
    /// Five minutes.
    package static let standard = MigrationTime(seconds: 300)
    /// Up to a day, as for the command.
    static let range = 1...86_400

    package let seconds: Int

    private init(seconds: Int) { self.seconds = seconds }

    /// What is expected, for whoever gave something else.
    static var expectation: String { "a whole number of seconds from \(range.lowerBound) to \(range.upperBound)" }

    /// Reads a number as bodies and forms spell it; nil if it is none, or out of range.
    init?(_ digits: some StringProtocol) {
        guard let seconds = Int(digits), Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads the member `migration_seconds` of a body.
    ///
    /// - Parameter value: Nil for the standard.
    /// - Throws: `ProblemError` 400.
    init(member value: JSONValue?) throws(ProblemError) {
        guard let value else { self = .standard; return }
        guard case .number(let digits) = value, let time = MigrationTime(digits) else { throw Self.problem(code: "invalid_body") }
        self = time
    }

    /// Reads the field `migration_seconds` of a form; left out or empty it is the standard.
    ///
    /// - Throws: `ProblemError` 400.
    init(field text: String?) throws(ProblemError) {
        guard let text, !text.isEmpty else { self = .standard; return }
        guard let time = MigrationTime(text) else { throw Self.problem(code: "invalid_form") }
        self = time
    }

    private static func problem(code: String) -> ProblemError {
        ProblemError(
            .badRequest, code: code, detail: "migration_seconds: expected \(expectation).", fields: ["migration_seconds": expectation])
    }
}
