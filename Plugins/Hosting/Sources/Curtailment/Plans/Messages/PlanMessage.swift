import PluginKit

/// What a plan's history tells: a code with its figures, from which pages take the words of their language, and the English words. Pure.
struct PlanMessage: Sendable, Equatable {
    /// As the interface and the catalogues name it.
    let code: String
    /// The figures, as a JSON object.
    let values: String
    /// In English, for the interface.
    let text: String

    init(_ code: String, _ values: [(name: String, value: JSONValue)], _ text: String) {
        (self.code, self.text) = (code, text)
        var json = JSONWriter(capacity: 64)
        json.object { json in for (name, value) in values { json.field(name, value) } }
        self.values = String(decoding: json.bytes, as: UTF8.self)
    }

    /// Without figures.
    init(_ code: String, _ text: String) { self.init(code, [], text) }

    /// What a look at a rule came to.
    init(_ finding: RuleFinding) { (code, values, text) = (finding.code, finding.values, finding.message) }

    /// Of miners, the first few of many by their serial numbers.
    static func miners(
        _ code: String, _ serials: [String], _ what: String, _ more: [(name: String, value: JSONValue)] = []
    ) -> PlanMessage {
        let shown = serials.prefix(10).joined(separator: ", ") + (serials.count > 10 ? ", …" : "")
        let values: [(name: String, value: JSONValue)] = [("count", .integer(Int64(serials.count))), ("serials", .string(shown))]
        return PlanMessage(code, values + more, "\(serials.count) \(what): \(shown).")
    }

    static func count(_ code: String, _ count: Int, _ what: String) -> PlanMessage {
        PlanMessage(code, [("count", .integer(Int64(count)))], "\(count) \(what)")
    }
}
