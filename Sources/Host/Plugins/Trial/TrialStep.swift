/// One thing that a trial does, and what must come of it.
package struct TrialStep: Sendable, Hashable {
    /// What is done.
    package enum Action: Sendable, Hashable {
        /// - Parameter target: Path and query, as after the method in an HTTP request.
        case request(method: String, target: String, body: JSONValue?)
        /// - Parameter body: As a browser sends the form of a page.
        case form(method: String, target: String, body: String)
        case job(name: String, arguments: JSONValue?)
        /// A script of SQL in the schema of a plugin.
        case given(script: String, plugin: String)
    }

    /// What must come; what is nil or empty is not looked at.
    package struct Expectation: Sendable, Hashable {
        package var status: Int?
        /// Members that the answer's JSON must have; see ``JSONMatch``.
        package var json: JSONValue?
        /// Texts that must stand in the body.
        package var texts: [String] = []
        /// Texts that must not stand in the body.
        package var absentTexts: [String] = []
        /// Topics that must have been published, `<plugin>.<topic>`.
        package var events: [String] = []
        /// Members that the job's summary must have.
        package var summary: JSONValue?
        /// Whether the job must fail.
        package var fails = false

        package init() {}
    }

    package let line: Int
    package let name: String?
    package let person: TrialPerson
    /// What the person's browser asks pages to speak; nil for what a browser says that says nothing.
    package let language: String?
    package let action: Action
    package let expectation: Expectation

    /// What is done, for people: `POST /api/v1/notes/notes as client/user`.
    package var title: String {
        let what =
            switch action {
            case .request(let method, let target, _), .form(let method, let target, _): "\(method) \(target) as \(person)"
            case .given(_, let plugin): "rows of \(plugin)"
            case .job(let job, _): "job \(job) of \(person.tenant.rawValue)"
            }
        return name.map { "\($0) (\(what))" } ?? what
    }
}

/// A file of steps, done in order against one plugin.
package struct TrialScript: Sendable, Hashable {
    package let file: String
    /// Of every instance; a JSON object.
    package let settings: JSONValue
    package let steps: [TrialStep]
}
