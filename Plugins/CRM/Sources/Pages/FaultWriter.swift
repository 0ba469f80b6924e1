import PluginKit

/// Writes faults for a page, which says them in its reader's language.
enum FaultWriter {
    private static let hinted: Set<String> = [
        "currency", "hours", "down_hours", "period", "period_to", "kwh", "power_watts", "price_per_kwh", "mined_revenue", "starts_on",
        "ends_on",
    ]

    static func write(_ name: String, _ faults: [FieldFault], to json: inout JSONWriter) {
        json.field("has_\(name)", !faults.isEmpty)
        json.array(name) { json in
            for fault in faults { json.object { write(fault, to: &$0) } }
        }
    }

    private static func write(_ fault: FieldFault, to json: inout JSONWriter) {
        json.field("field", fault.field)
        if let line = fault.line { json.field("line", line) }
        if let column = fault.column { json.field("column", column) }
        if let found = fault.found { json.field("found", found) }
        switch fault.kind {
        case .text(let most): json.field("text_most", most)
        case .choice(let words): json.field("choice", words.joined(separator: ", "))
        case .email: json.field("is_email", true)
        case .amount: json.field("is_amount", true)
        case .decimal(let most, let decimals):
            json.field("decimal_most", most)
            json.field("decimal_digits", decimals)
        case .whole(let most): json.field("whole_most", most)
        case .currency: json.field("is_currency", true)
        case .date: json.field("is_date", true)
        case .month: json.field("is_month", true)
        case .time: json.field("is_time", true)
        case .id: json.field("is_id", true)
        case .tenant: json.field("is_tenant", true)
        case .site: json.field("is_site", true)
        // What only fields together can get wrong has words of its own.
        case nil where hinted.contains(fault.field): json.field("hint_\(fault.field)", true)
        case nil: json.field("other", fault.expected)
        }
    }
}
