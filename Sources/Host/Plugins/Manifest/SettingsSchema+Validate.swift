extension SettingsSchema {
    /// What does not fit in `settings`; empty if all does. Stops after 50 issues.
    package func validate(_ settings: JSONValue) -> [SettingsIssue] {
        var issues: [SettingsIssue] = []
        Self.check(settings, root, path: "$", &issues)
        return issues
    }

    /// As `validate(_:)`, from JSON text.
    package func validate(json: some Collection<UInt8>) -> [SettingsIssue] {
        do throws(JSONSyntaxError) {
            return validate(try JSONValue.parse(json))
        } catch {
            return [SettingsIssue(path: "$", message: error.description)]
        }
    }

    /// `settings` with the schema's defaults put in where a member is missing.
    package func withDefaults(_ settings: JSONValue) -> JSONValue { Self.filled(settings, root) }

    private static func filled(_ value: JSONValue, _ rule: Rule) -> JSONValue {
        guard case .object(var members) = value else { return value }
        for (name, child) in rule.properties {
            if let present = members[name] {
                members[name] = filled(present, child)
            } else if let fallback = child.fallback {
                members[name] = filled(fallback, child)
            }
        }
        return .object(members)
    }

    static func check(_ value: JSONValue, _ rule: Rule, path: String, _ issues: inout [SettingsIssue]) {
        guard issues.count < 50 else { return }
        func fault(_ message: String, at place: String? = nil) { issues.append(SettingsIssue(path: place ?? path, message: message)) }
        if let type = rule.type, !matches(value, type) {
            return fault("expected \(type.rawValue), found \(value.kindName)")
        }
        if let choices = rule.choices, !choices.contains(value) {
            fault("expected one of \(choices.map(\.text).joined(separator: ", ")), found \(value.text.prefix(80))")
        }
        if let number = value.doubleValue {
            if let minimum = rule.minimum, number < minimum { fault("expected at least \(shown(minimum)), found \(value.text)") }
            if let maximum = rule.maximum, number > maximum { fault("expected at most \(shown(maximum)), found \(value.text)") }
        }
        if let pattern = rule.pattern, let text = value.stringValue {
            // Compiled when the schema was read; a Regex itself is not Sendable.
            let found = text.utf8.count <= 4_096 ? (try? Regex<AnyRegexOutput>(pattern).firstMatch(in: text)) ?? nil : nil
            if found == nil { fault("expected text that matches \(pattern)") }
        }
        if let members = value.objectValue {
            for name in rule.required where members[name] == nil { fault("missing", at: "\(path).\(name)") }
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                if let child = rule.properties[name] {
                    check(member, child, path: "\(path).\(name)", &issues)
                } else if !rule.allowsOthers {
                    let known = rule.properties.keys.sorted().joined(separator: ", ")
                    fault("unknown setting, expected \(known.isEmpty ? "none" : "one of \(known)")", at: "\(path).\(name)")
                }
            }
        }
        if let most = rule.maxItems, let count = value.arrayValue?.count, count > most {
            fault("expected at most \(most) elements, found \(count)")
        }
        if let child = rule.items.first, let elements = value.arrayValue {
            for (index, element) in elements.enumerated() { check(element, child, path: "\(path)[\(index)]", &issues) }
        }
    }

    private static func matches(_ value: JSONValue, _ type: Kind) -> Bool {
        switch (value, type) {
        case (.null, .null), (.bool, .boolean), (.integer, .integer), (.integer, .number), (.number, .number), (.string, .string),
            (.array, .array), (.object, .object):
            true
        case (.number(let number), .integer): number.rounded() == number
        default: false
        }
    }

    private static func shown(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}
