import Yams

/// A value of the file with the path that leads to it; typed getters that report what they did not expect.
struct ConfigurationCursor {
    let node: Node
    /// Such as `tenants[2].members`.
    let path: String
    let issues: ConfigurationIssues

    var position: SourcePosition { node.mark?.position ?? .start }

    /// What stands here, for messages.
    var found: String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty && scalar.style == .plain ? "nothing" : "'\(scalar.string)'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }

    func report(_ message: String, expected: String) { issues.add(position, message, expected: expected, found: found) }

    /// The values of a mapping by key. Unknown and missing keys are reported; the others are still returned.
    func members(_ shape: ConfigurationShape) -> [String: ConfigurationCursor]? {
        guard let entries = entries(expected: "a mapping with the keys \(shape.keys.joined(separator: ", "))") else { return nil }
        var members: [String: ConfigurationCursor] = [:]
        for (key, value) in entries {
            guard shape.keys.contains(key.name) else {
                let suggestion = NameSuggestion.nearest(to: key.name, in: shape.keys).map { "; did you mean '\($0)'?" } ?? ""
                issues.add(
                    key.position, "unknown key in \(shown)\(suggestion)", expected: "one of \(shape.keys.joined(separator: ", "))",
                    found: "'\(key.name)'")
                continue
            }
            members[key.name] = value
        }
        for name in shape.required where members[name] == nil {
            issues.add(position, "\(shown) lacks '\(name)'", expected: "the key '\(name)'", found: "none")
        }
        return members
    }

    /// Keys and values of a mapping with free keys, in the order of the text.
    func entries(expected: String) -> [(key: (name: String, position: SourcePosition), value: ConfigurationCursor)]? {
        guard case .mapping(let mapping) = node else {
            report("\(shown) has the wrong type", expected: expected)
            return nil
        }
        return mapping.compactMap { key, value in
            guard case .scalar(let scalar) = key else {
                ConfigurationCursor(node: key, path: path, issues: issues).report(
                    "a key in \(shown) has the wrong type", expected: "a word")
                return nil
            }
            let inner = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
            return (
                (scalar.string, key.mark?.position ?? position), ConfigurationCursor(node: value, path: inner, issues: issues)
            )
        }
    }

    func elements(expected: String) -> [ConfigurationCursor]? {
        guard case .sequence(let sequence) = node else {
            report("\(shown) has the wrong type", expected: expected)
            return nil
        }
        return sequence.enumerated().map { ConfigurationCursor(node: $1, path: "\(path)[\($0)]", issues: issues) }
    }

    /// - Parameter isValid: What else must hold.
    func text(expected: String, _ isValid: (String) -> Bool = { !$0.isEmpty }) -> String? {
        guard case .scalar(let scalar) = node, case .text(let text) = self.scalar(scalar), isValid(text) else {
            report("\(shown) is not valid", expected: expected)
            return nil
        }
        return text
    }

    /// A text or a number as it is written.
    func word(expected: String, _ isValid: (String) -> Bool) -> String? {
        guard case .scalar(let scalar) = node, isValid(scalar.string) else {
            report("\(shown) is not valid", expected: expected)
            return nil
        }
        return scalar.string
    }

    func boolean() -> Bool? {
        guard case .scalar(let scalar) = node, case .boolean(let value) = self.scalar(scalar) else {
            report("\(shown) is not valid", expected: "true or false")
            return nil
        }
        return value
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let scalar) = node, case .integer(let value) = self.scalar(scalar), let small = Int(exactly: value),
            range.contains(small)
        else {
            report("\(shown) is not valid", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return small
    }

    func value<Value: RawRepresentable<String> & CaseIterable>(of type: Value.Type) -> Value? {
        let names = Value.allCases.map(\.rawValue)
        guard case .scalar(let scalar) = node, let value = Value(rawValue: scalar.string) else {
            let suggestion: String? =
                if case .scalar(let scalar) = node { NameSuggestion.nearest(to: scalar.string, in: names) } else { nil }
            report("\(shown) is not valid\(suggestion.map { "; did you mean '\($0)'?" } ?? "")", expected: names.joined(separator: ", "))
            return nil
        }
        return value
    }

    /// The value as JSON with sorted keys.
    func json(depth: Int = 0) -> String {
        guard depth < 64 else {
            report("\(shown) is nested too deeply", expected: "at most 64 levels")
            return "null"
        }
        switch node {
        case .scalar(let scalar): return JSONWriter.scalar(self.scalar(scalar))
        case .sequence: return JSONWriter.array((elements(expected: "") ?? []).map { $0.json(depth: depth + 1) })
        case .mapping:
            let entries = entries(expected: "") ?? []
            return JSONWriter.object(Dictionary(entries.map { ($0.key.name, $0.value.json(depth: depth + 1)) }) { first, _ in first })
        case .alias: return "null"
        }
    }

    var shown: String { path.isEmpty ? "the file" : path }

    private func scalar(_ scalar: Node.Scalar) -> YAMLScalar {
        scalar.style == .plain ? YAMLScalar(plain: scalar.string) : .text(scalar.string)
    }
}
