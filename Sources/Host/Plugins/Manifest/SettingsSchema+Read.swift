extension SettingsSchema {
    /// Reads a schema; names that are not in the subset are refused, since a rule that nobody checks deceives.
    ///
    /// - Throws: `SettingsIssue` whose path leads to the member of the schema.
    package init(document: JSONValue) throws(SettingsIssue) {
        let root = try Self.rule(document, path: "$", depth: 0)
        guard root.type == .object else { throw SettingsIssue(path: "$.type", message: "settings are an object, expected type: object") }
        self.init(document: document, root: root)
    }

    private static let known: Set<String> = [
        "type", "properties", "required", "enum", "minimum", "maximum", "pattern", "items", "maxItems", "additionalProperties", "default",
        "title", "description",
    ]

    private static func rule(_ value: JSONValue, path: String, depth: Int) throws(SettingsIssue) -> Rule {
        guard let members = value.objectValue else {
            throw SettingsIssue(path: path, message: "expected an object, found \(value.kindName)")
        }
        guard depth < 16 else { throw SettingsIssue(path: path, message: "nested deeper than 16 levels") }
        for name in members.keys.sorted() where !known.contains(name) {
            throw SettingsIssue(
                path: "\(path).\(name)", message: "not supported, expected one of \(known.sorted().joined(separator: ", "))")
        }
        var rule = Rule()
        if let type = members["type"] {
            guard let kind = type.stringValue.flatMap(Kind.init) else {
                throw SettingsIssue(
                    path: "\(path).type", message: "expected one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            rule.type = kind
        }
        if let properties = members["properties"] {
            guard let all = properties.objectValue else { throw SettingsIssue(path: "\(path).properties", message: "expected an object") }
            for (name, child) in all.sorted(by: { $0.key < $1.key }) {
                rule.properties[name] = try self.rule(child, path: "\(path).properties.\(name)", depth: depth + 1)
            }
        }
        if let required = members["required"] {
            let names = required.arrayValue?.compactMap(\.stringValue) ?? []
            guard let count = required.arrayValue?.count, names.count == count else {
                throw SettingsIssue(path: "\(path).required", message: "expected a list of names")
            }
            rule.required = names
        }
        if let choices = members["enum"] {
            guard let list = choices.arrayValue, !list.isEmpty else {
                throw SettingsIssue(path: "\(path).enum", message: "expected a list of at least one value")
            }
            rule.choices = list
        }
        rule.minimum = try bound("minimum", members, path)
        rule.maximum = try bound("maximum", members, path)
        if let low = rule.minimum, let high = rule.maximum, low > high {
            throw SettingsIssue(path: "\(path).minimum", message: "above the maximum")
        }
        if let pattern = members["pattern"] {
            guard let text = pattern.stringValue, text.utf8.count <= 200, (try? Regex<AnyRegexOutput>(text)) != nil else {
                throw SettingsIssue(path: "\(path).pattern", message: "expected a regular expression of at most 200 bytes")
            }
            rule.pattern = text
        }
        if let items = members["items"] { rule.items = [try self.rule(items, path: "\(path).items", depth: depth + 1)] }
        if let most = members["maxItems"] {
            guard let count = most.integerValue, count >= 0 else {
                throw SettingsIssue(path: "\(path).maxItems", message: "expected a whole number, 0 or more")
            }
            rule.maxItems = count
        }
        if let others = members["additionalProperties"] {
            guard let flag = others.boolValue else {
                throw SettingsIssue(path: "\(path).additionalProperties", message: "expected true or false")
            }
            rule.allowsOthers = flag
        }
        if let fallback = members["default"] {
            var issues: [SettingsIssue] = []
            check(fallback, rule, path: "\(path).default", &issues)
            if let first = issues.first { throw first }
            rule.fallback = fallback
        }
        return rule
    }

    private static func bound(_ name: String, _ members: [String: JSONValue], _ path: String) throws(SettingsIssue) -> Double? {
        guard let value = members[name] else { return nil }
        guard let number = value.doubleValue else { throw SettingsIssue(path: "\(path).\(name)", message: "expected a number") }
        return number
    }
}
