import PluginKit

/// The fields of the optimisation's page as texts, and what they ask for. Pure.
struct OptimizationForm: Sendable {
    static let names = ["site_id", "usd_per_kwh", "hashprice_usd_per_ph_day", "cap_kw", "pool_fee_percent"]

    private let texts: [String: String]

    /// Of an address; other items are passed over.
    init(_ query: [(name: String, value: String)]) {
        texts = query.reduce(into: [:]) { texts, item in
            let text = item.value.trimmingSpaces
            if Self.names.contains(item.name), !text.isEmpty, texts[item.name] == nil { texts[item.name] = String(text.prefix(400)) }
        }
    }

    /// Whether a plan is asked for: without a price there is none.
    var isAsked: Bool { texts.keys.contains { $0 != "site_id" } }

    /// The terms. A price of power is one number for all hours, or 24 of them.
    var terms: OptimizationTerms {
        OptimizationTerms { name in
            if name == "usd_per_kwh_by_hour" {
                let prices = Self.numbers(texts["usd_per_kwh"] ?? "")
                return prices.count > 1 ? .array(prices) : nil
            }
            return texts[name].map(Self.value)
        }
    }

    private static func value(_ text: String) -> JSONValue {
        if let whole = Int64(text) { return .integer(whole) }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    }

    private static func numbers(_ text: String) -> [JSONValue] {
        text.split { $0.isWhitespace || $0 == ";" || $0 == "," }.map { value(String($0)) }
    }

    /// The address of another page of the same plan.
    func link(page number: Int64) -> String {
        let told = Self.names.compactMap { name in texts[name].map { "\(name)=\(QueryString.encode($0))" } }
        return "/analytics/optimization?" + (told + (number == 1 ? [] : ["page=\(number)"])).joined(separator: "&")
    }

    /// Writes the fields with what was given, the sites to choose from, and what is wrong.
    func write(sites: Rows, faults: [OptimizationTerms.Fault], storedHashprice: StoredHashprice?, to json: inout JSONWriter) throws {
        json.object("f") { json in
            for name in Self.names { json.field(name, texts[name] ?? "") }
        }
        if let storedHashprice { json.field("stored_hashprice", DisplayNumber.text(storedHashprice.usdPerPHDay, 2)) }
        try json.array("sites") { json in
            for site in sites {
                try json.object { json in
                    let id = try site.text("id")
                    json.field("id", id)
                    json.field("name", try site.text("name"))
                    json.field("is_chosen", id == texts["site_id"])
                }
            }
        }
        json.field("has_faults", !faults.isEmpty)
        json.array("faults") { json in
            for fault in faults {
                json.object { json in
                    json.field("field", fault.field)
                    // The 24 prices stand in the field of the one.
                    json.field("is_\(fault.field == "usd_per_kwh_by_hour" ? "usd_per_kwh" : fault.field)", true)
                    json.field("found", texts[fault.field == "usd_per_kwh_by_hour" ? "usd_per_kwh" : fault.field])
                }
            }
        }
    }
}
