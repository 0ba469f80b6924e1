import Yams

/// Reads a file of trial steps. Pure: text in, script or all issues out.
package enum TrialScriptReader {
    /// Limit of the file's size in bytes.
    package static let maximumBytes = 1_048_576

    /// - Throws: `ManifestError` with every issue found, in the order of the file.
    package static func read(_ text: String, file: String) throws(ManifestError) -> TrialScript {
        let list = ManifestIssueList(file: file)
        var script: TrialScript?
        if text.utf8.count > maximumBytes {
            list.add("too large", at: nil, field: "", expected: "at most \(maximumBytes) bytes", found: "\(text.utf8.count)")
        } else {
            // The parser owns the anchors, which the nodes refer to weakly: it must live until the reading is over.
            var parser: Parser?
            do {
                parser = try Parser(yaml: text)
                if let root = try parser?.singleRoot() {
                    script = read(YamlCursor(node: root, field: "", list: list))
                } else {
                    list.add("empty", at: nil, field: "", expected: "a mapping with steps")
                }
            } catch {
                ManifestReader.addSyntax(error, list)
            }
            withExtendedLifetime(parser) {}
        }
        guard let script, list.issues.isEmpty else {
            throw ManifestError(issues: list.issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        return script
    }

    private static func read(_ root: YamlCursor) -> TrialScript? {
        guard let members = root.members(["settings", "steps"]) else { return nil }
        let settings = members["settings"].flatMap(object) ?? .object([:])
        guard let list = members["steps"] else {
            root.fault("missing: steps", expected: "a list of steps", found: "nothing")
            return nil
        }
        guard let steps = list.elements(atMost: 10_000) else { return nil }
        guard !steps.isEmpty else {
            list.fault("empty: steps", expected: "at least one step", found: "an empty list")
            return nil
        }
        return TrialScript(file: root.list.file, settings: settings, steps: steps.compactMap(step))
    }

    private static func step(_ cursor: YamlCursor) -> TrialStep? {
        let known = ["name", "request", "job", "given", "as", "language", "body", "form", "arguments", "expect"]
        guard let members = cursor.members(known) else { return nil }
        let kinds = ["request", "job", "given"].filter { members[$0] != nil }
        guard kinds.count == 1 else {
            cursor.fault(
                "a step does one thing", expected: "request, job or given", found: kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
            return nil
        }
        var person: TrialPerson? = .standard
        if let named = members["as"] {
            person = named.text(TrialPerson.expected).flatMap { TrialPerson($0) }
            if person == nil { named.fault("wrong value", expected: TrialPerson.expected) }
        }
        let language = members["language"].flatMap(language)
        if members["request"] == nil { members["language"]?.fault("only requests have a language", expected: "a request") }
        let action: TrialStep.Action?
        if let job = members["job"] {
            members["body"]?.fault("a job has no body", expected: "arguments")
            action = job.name().map { .job(name: $0, arguments: members["arguments"].flatMap(object)) }
        } else if let given = members["given"] {
            for name in ["arguments", "body", "form", "expect"] {
                members[name]?.fault("beside given", expected: "a step with a script alone")
            }
            action = self.given(given)
        } else {
            members["arguments"]?.fault("a request has no arguments", expected: "body")
            if members["body"] != nil { members["form"]?.fault("a request has one body", expected: "body or form") }
            action = members["request"].flatMap { request($0, body: members["body"]?.json(), form: members["form"].flatMap(form)) }
        }
        guard let person, let action else { return nil }
        return TrialStep(
            line: cursor.node.mark?.line ?? 1, name: members["name"]?.text(), person: person, language: language, action: action,
            expectation: members["expect"].map { expectation($0, isJob: members["job"] != nil) } ?? .init())
    }

    /// A language as a browser names it.
    private static func language(_ cursor: YamlCursor) -> String? {
        let expected = "a language, such as zh-CN"
        guard let text = cursor.text(expected, atMost: 40) else { return nil }
        guard text.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D }) else {
            cursor.fault("wrong value", expected: expected)
            return nil
        }
        return text
    }

    /// The fields of a form as a browser sends them; a list is a name sent several times.
    private static func form(_ cursor: YamlCursor) -> String? {
        let expected = "names with texts or lists of texts"
        guard case .object(let fields)? = cursor.json() else {
            cursor.fault("wrong value", expected: expected)
            return nil
        }
        let items = fields.sorted { $0.key < $1.key }.flatMap { name, value in
            if case .array(let several) = value { several.map { (name, $0) } } else { [(name, value)] }
        }
        return items.map { name, value in
            let text = if case .string(let text) = value { text } else { value.text }
            return "\(encoded(name))=\(encoded(text))"
        }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) { return String(character) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    private static func request(_ cursor: YamlCursor, body: JSONValue?, form: String?) -> TrialStep.Action? {
        let expected = "a method and a path, such as GET /api/v1/notes/items"
        guard let text = cursor.text(expected, atMost: 4_000) else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(words[0]), words[1].hasPrefix("/")
        else {
            cursor.fault("wrong value", expected: expected)
            return nil
        }
        if let form { return .form(method: words[0], target: words[1], body: form) }
        return .request(method: words[0], target: words[1], body: body)
    }

    /// `{plugin: script}`.
    private static func given(_ cursor: YamlCursor) -> TrialStep.Action? {
        guard let value = object(cursor), case .object(let members) = value else { return nil }
        guard members.count == 1, let member = members.first, case .string(let script) = member.value else {
            cursor.fault("wrong value", expected: "a plugin's id with a script of SQL, such as hosting: INSERT INTO …")
            return nil
        }
        return .given(script: script, plugin: member.key)
    }

    private static func expectation(_ cursor: YamlCursor, isJob: Bool) -> TrialStep.Expectation {
        var expectation = TrialStep.Expectation()
        guard let members = cursor.members(isJob ? ["summary", "fails", "events"] : ["status", "json", "text", "no_text", "events"]) else {
            return expectation
        }
        expectation.status = members["status"]?.integer(in: 100...599)
        expectation.json = members["json"]?.json()
        expectation.texts = members["text"].map(texts) ?? []
        expectation.absentTexts = members["no_text"].map(texts) ?? []
        expectation.events = members["events"].map(texts) ?? []
        expectation.summary = members["summary"]?.json()
        expectation.fails = members["fails"]?.bool() ?? false
        return expectation
    }

    /// One text, or a list of them.
    private static func texts(_ cursor: YamlCursor) -> [String] {
        if case .sequence = cursor.node { return cursor.elements()?.compactMap { $0.text() } ?? [] }
        return cursor.text().map { [$0] } ?? []
    }

    private static func object(_ cursor: YamlCursor) -> JSONValue? {
        guard let value = cursor.json() else { return nil }
        guard case .object = value else {
            cursor.fault("wrong type", expected: "a mapping")
            return nil
        }
        return value
    }
}
