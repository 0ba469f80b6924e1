import HostJobs
import HostPlugins

/// Does the steps of one script, in order.
struct TrialRun {
    /// How a step went.
    struct Outcome: Encodable {
        let file: String
        let line: Int
        let step: String
        /// Nil if all was as expected.
        let failure: String?
    }

    let host: TrialHost
    private var sessions: [TrialPerson: [String: String]] = [:]

    init(host: TrialHost) { self.host = host }

    /// Goes on after a step that failed: what follows may fail because of it, and is told too.
    mutating func run(_ script: TrialScript, each: (Outcome) -> Void) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        for step in script.steps {
            let failure = try await failure(of: step)
            let outcome = Outcome(file: script.file, line: step.line, step: step.title, failure: failure)
            each(outcome)
            outcomes.append(outcome)
        }
        return outcomes
    }

    private mutating func failure(of step: TrialStep) async throws -> String? {
        let before = host.events.count
        let difference: String?
        switch step.action {
        case .request(let method, let target, let body):
            let bytes = body.map { Array($0.text.utf8) }
            let answer = try await send(method, target, type: "application/json", bytes, as: step.person, language: step.language)
            difference = Self.difference(answer, from: step.expectation)
        case .form(let method, let target, let body):
            let answer = try await send(
                method, target, type: "application/x-www-form-urlencoded", Array(body.utf8), as: step.person, language: step.language)
            difference = Self.difference(answer, from: step.expectation)
        case .given(let script, let plugin):
            do {
                try await host.give(script, to: plugin)
                difference = nil
            } catch { difference = "the script failed: \(error)" }
        case .job(let name, let arguments):
            difference = Self.difference(
                try await host.run(job: name, arguments: arguments, tenant: step.person.tenant), from: step.expectation)
        }
        if let difference { return difference }
        let missing = await host.events.missing(step.expectation.events, after: before)
        return missing.isEmpty ? nil : "expected the events \(missing.joined(separator: ", ")), which were not published"
    }

    /// Asks as a member who has signed in.
    mutating func send(_ method: String, _ target: String, _ body: JSONValue?, as person: TrialPerson) async throws -> LoopbackClient.Answer
    {
        try await send(method, target, type: "application/json", body.map { Array($0.text.utf8) }, as: person)
    }

    private mutating func send(
        _ method: String, _ target: String, type: String, _ body: [UInt8]?, as person: TrialPerson, language: String? = nil
    ) async throws -> LoopbackClient.Answer {
        var headers: [String: String]
        if let known = sessions[person] {
            headers = known
        } else {
            headers = try await host.session(of: person)
            sessions[person] = headers
        }
        if body != nil { headers["Content-Type"] = type }
        // What has no body may be a page.
        headers["Accept-Language"] = language
        headers["Accept"] = target.hasPrefix("/api/") ? "application/json" : "text/html"
        return try await host.client.send(method, target, headers: headers, body: body)
    }

    private static func difference(_ answer: LoopbackClient.Answer, from wanted: TrialStep.Expectation) -> String? {
        let text = String(decoding: answer.body, as: UTF8.self)
        // Without a wish a step is there to work.
        let isFine = wanted.status.map { $0 == answer.status } ?? (200...399).contains(answer.status)
        guard isFine else {
            return "expected status \(wanted.status.map(String.init) ?? "2xx"), found \(answer.status): \(shortened(text))"
        }
        if let json = wanted.json {
            guard let found = try? JSONValue.parse(answer.body) else { return "expected JSON, found: \(shortened(text))" }
            if let difference = JSONMatch.difference(found, from: json) { return difference }
        }
        for part in wanted.texts where !text.contains(part) { return "expected the text '\(part)', found: \(shortened(text))" }
        for part in wanted.absentTexts where text.contains(part) { return "expected no text '\(part)', found it" }
        return nil
    }

    private static func difference(_ outcome: JobOutcome, from wanted: TrialStep.Expectation) -> String? {
        switch outcome {
        case .succeeded(let summary):
            if wanted.fails { return "expected a failure, found success" }
            guard let members = wanted.summary else { return nil }
            guard let found = try? JSONValue.parse((summary ?? "{}").utf8) else { return "the summary is no JSON: \(summary ?? "")" }
            return JSONMatch.difference(found, from: members)
        case .failed(let message): return wanted.fails ? nil : "the job failed: \(message)"
        case .cancelled(let reason): return "the job was cancelled: \(reason)"
        case .notHere(let reason): return "the job did not run: \(reason)"
        }
    }

    private static func shortened(_ text: String) -> String { text.count > 600 ? text.prefix(597) + "…" : text }
}
