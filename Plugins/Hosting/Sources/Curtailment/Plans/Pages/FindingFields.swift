import PluginKit

/// What was found or done, for pages: the code as the partials `rule_finding` and `plan_message` ask for it, and its figures as people read them.
enum FindingFields {
    /// - Parameter words: In English, of a time before there were codes.
    static func write(code: String, _ values: JSONValue, words: Cell, to json: inout JSONWriter) {
        json.object("finding") { json in
            guard !code.isEmpty else {
                json.field("words", words)
                return
            }
            // Not `is_`: that is a plan's state, which a line of its history would find around it.
            json.field("says_\(code)", true)
            for (name, value) in values.object?.fields.map({ ($0.name, $0.value) }) ?? [] {
                if name.hasSuffix("watts") {
                    PlanWords.write(power: name, value.number, to: &json)
                } else if let text = value.string {
                    json.field(name, Timestamp(rfc3339: text).map(DisplayTime.text) ?? text)
                } else {
                    json.field(name, value.number.map { DisplayNumber.short($0, 2) })
                }
            }
        }
    }
}
