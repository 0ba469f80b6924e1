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
            write(code, values, to: &json)
        }
    }

    /// Why a miner stands where it stands, for the partial `device_message`.
    static func write(_ why: DeviceMessage, to json: inout JSONWriter) {
        json.object("finding") { json in
            guard !why.code.isEmpty, let values = try? JSONValue(parsing: Array(why.values.utf8)) else {
                json.field("words", why.text)
                return
            }
            write(why.code, values, to: &json)
        }
    }

    private static func write(_ code: String, _ values: JSONValue, to json: inout JSONWriter) {
        // Not `is_`: that is a plan's state, which a line of its history would find around it.
        json.field("says_\(code)", true)
        json.field("has_code", true)
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
