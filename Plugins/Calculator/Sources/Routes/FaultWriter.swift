import PluginKit

/// Writes a fault for a page, which says it in its reader's language.
enum FaultWriter {
    static func write(_ fault: FieldFault, to json: inout JSONWriter) {
        json.field("field", fault.field)
        json.field("is_\(fault.field)", true)
        if let line = fault.line { json.field("line", line) }
        if let column = fault.column { json.field("column", column) }
        if let found = fault.found { json.field("found", found) }
        switch fault.kind {
        case .number(let least, let most, let unit):
            json.object("number") { json in
                json.field("least", least)
                json.field("most", most)
                if !unit.isEmpty { json.field("unit", unit) }
            }
        case .list(let count, let least, let most, let unit):
            json.object("list") { json in
                json.field("count", count)
                json.field("least", least)
                json.field("most", most)
                if !unit.isEmpty { json.field("unit", unit) }
            }
        case .noPower: json.field("no_power", true)
        case .choice(let words): json.field("choice", words.joined(separator: ", "))
        case .model: json.field("unknown_model", true)
        case .other: json.field("other", fault.expected)
        }
    }
}
