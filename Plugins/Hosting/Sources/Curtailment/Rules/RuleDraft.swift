import PluginKit

/// A rule as somebody wants it, read from a request's JSON and checked. Pure.
struct RuleDraft: Sendable {
    let name: String
    let conditions: RuleConditions
    let scope: FleetScope
    /// What the planner reads, and the conditions, as JSON.
    let terms: String
    let conditionsText: String

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        let fields = try BodyFields(json, of: "rule", known: ["name", "kind", "conditions", "terms"])
        guard let name = try fields.text("name", 1...200) else { throw PluginError(.invalidArgument, "name: missing.") }
        guard let kind = try fields.text("kind", 1...40) else { throw PluginError(.invalidArgument, "kind: missing.") }
        guard let conditions = fields["conditions"], let terms = fields["terms"], terms.object != nil else {
            throw PluginError(.invalidArgument, "conditions, terms: expected two JSON objects: when, and what a plan is to reach.")
        }
        self.name = name
        self.conditions = try RuleConditions(kind: kind, conditions)
        try self.conditions.check()
        let preview = try PreviewDraft(try RuleDraft.whole(terms, self.conditions))
        scope = preview.scope
        self.terms = RuleDraft.text(terms)
        conditionsText = RuleDraft.text(conditions)
    }

    /// The terms with the goal that a power cap gives them.
    static func whole(_ terms: JSONValue, _ conditions: RuleConditions) throws(PluginError) -> JSONValue {
        guard case .powerCap(let rule, _) = conditions else { return terms }
        var json = JSONWriter()
        json.object { json in
            for field in terms.object?.fields ?? [] { json.field(field.name, field.value) }
            json.field("reduce_to_watts", Int64(saturating: rule.calmWatts))
        }
        return try JSONValue(parsing: json.bytes)
    }

    static func text(_ json: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(json)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
