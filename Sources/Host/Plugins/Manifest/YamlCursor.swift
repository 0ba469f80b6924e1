import Yams

/// Gathers what is wrong, so that an author reads all of it at once.
final class ManifestIssueList {
    let file: String
    private(set) var issues: [ManifestIssue] = []

    init(file: String) { self.file = file }

    func add(_ message: String, at mark: Mark?, field: String, expected: String = "", found: String = "") {
        guard issues.count < 200 else { return }
        issues.append(
            ManifestIssue(
                file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, field: field, message: message, expected: expected,
                found: found.count > 80 ? found.prefix(77) + "…" : found))
    }
}

/// A place in the YAML document with the path that leads to it.
struct YamlCursor {
    let node: Node
    let field: String
    let list: ManifestIssueList

    func fault(_ message: String, expected: String = "", found: String? = nil) {
        list.add(message, at: node.mark, field: field, expected: expected, found: found ?? Self.shown(node))
    }

    static func shown(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.style == .plain ? (scalar.string.isEmpty ? "nothing" : scalar.string) : "\"\(scalar.string)\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Anchors are refused wherever they stand, so that no document is larger than its text.
    private var isAnchored: Bool {
        if case .alias = node {
        } else if node.anchor == nil {
            return false
        }
        list.add("anchors and aliases are not supported", at: node.mark, field: field)
        return true
    }

    /// The members of a mapping; faults names that are not in `known`.
    func members(_ known: [String]) -> [String: YamlCursor]? {
        guard let members = anyMembers() else { return nil }
        for (name, cursor) in members where !known.contains(name) {
            list.add(
                "unknown field", at: cursor.key?.mark, field: cursor.value.field, expected: "one of " + known.joined(separator: ", "),
                found: name)
        }
        return members.mapValues(\.value)
    }

    /// The members of a mapping whatever their names, with the node of each name.
    func anyMembers() -> [String: (key: Node?, value: YamlCursor)]? {
        guard !isAnchored else { return nil }
        guard case .mapping(let mapping) = node else {
            fault("wrong type", expected: "a mapping")
            return nil
        }
        var members: [String: (key: Node?, value: YamlCursor)] = [:]
        for (key, value) in mapping {
            guard case .scalar(let name) = key else {
                list.add("wrong type of a member's name", at: key.mark, field: field, expected: "a plain name", found: Self.shown(key))
                continue
            }
            let path = field.isEmpty ? name.string : "\(field).\(name.string)"
            members[name.string] = (key, YamlCursor(node: value, field: path, list: list))
        }
        return members
    }

    func elements(atMost limit: Int = 1_000) -> [YamlCursor]? {
        guard !isAnchored else { return nil }
        guard case .sequence(let sequence) = node else {
            fault("wrong type", expected: "a list")
            return nil
        }
        guard sequence.count <= limit else {
            fault("too long", expected: "at most \(limit) elements", found: "\(sequence.count)")
            return nil
        }
        return sequence.enumerated().map { YamlCursor(node: $1, field: "\(field)[\($0)]", list: list) }
    }

    /// Any scalar's text; faults other nodes.
    func text(_ expected: String = "a text", atMost limit: Int = 1_000) -> String? {
        guard !isAnchored else { return nil }
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            fault("wrong type", expected: expected)
            return nil
        }
        guard scalar.string.utf8.count <= limit, !scalar.string.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            fault("wrong value", expected: "\(expected) of at most \(limit) bytes without control characters")
            return nil
        }
        return scalar.string
    }

    /// A text that matches `pattern` as a whole.
    func text(matching pattern: Regex<Substring>, _ expected: String) -> String? {
        guard let text = text(expected) else { return nil }
        guard text.wholeMatch(of: pattern) != nil else {
            fault("wrong value", expected: expected)
            return nil
        }
        return text
    }

    /// A lower-case name as PostgreSQL and paths take it.
    func name() -> String? { text(matching: /[a-z][a-z0-9_]{0,47}/, "a name of a-z, 0-9 and '_' that begins with a letter (at most 48)") }

    func bool() -> Bool? {
        if !isAnchored, case .bool(let flag)? = plainValue { return flag }
        fault("wrong type", expected: "true or false")
        return nil
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        if !isAnchored, case .integer(let number)? = plainValue, let value = Int(exactly: number), range.contains(value) { return value }
        fault("wrong value", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// A length of time such as `60s`, `5m`, `12h` or `30d`, in seconds.
    func seconds(in range: ClosedRange<Int>) -> Int? {
        let expected = "a length of time such as 30s, 5m, 12h or 30d (\(range.lowerBound) s to \(range.upperBound) s)"
        guard let text = text(expected) else { return nil }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let match = text.wholeMatch(of: /([0-9]{1,9})([smhd])/), let count = Int(match.1),
            let unit = match.2.first.flatMap({ units[$0] }),
            range.contains(count * unit)
        else {
            fault("wrong value", expected: expected)
            return nil
        }
        return count * unit
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice? where Choice.RawValue == String {
        let expected = "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = text(expected) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            fault("wrong value", expected: expected)
            return nil
        }
        return choice
    }

    /// A plain scalar read by YAML 1.2's core schema.
    private var plainValue: JSONValue? {
        guard case .scalar(let scalar) = node else { return nil }
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if scalar.string.wholeMatch(of: /[-+]?[0-9]+/) != nil, let number = Int64(scalar.string) { return .integer(number) }
        if scalar.string.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil, let number = Double(scalar.string),
            number.isFinite
        {
            return .number(number)
        }
        return .string(scalar.string)
    }

    /// The whole subtree as JSON.
    func json(depth: Int = 0) -> JSONValue? {
        guard depth < 32 else {
            fault("nested too deeply", expected: "at most 32 levels", found: "more")
            return nil
        }
        switch node {
        case .scalar: return isAnchored ? nil : plainValue
        case .sequence:
            guard let elements = elements(atMost: 10_000) else { return nil }
            let values = elements.compactMap { $0.json(depth: depth + 1) }
            return values.count == elements.count ? .array(values) : nil
        case .mapping:
            guard let members = anyMembers() else { return nil }
            let values = members.compactMapValues { $0.value.json(depth: depth + 1) }
            return values.count == members.count ? .object(values) : nil
        case .alias:
            _ = isAnchored
            return nil
        }
    }
}
