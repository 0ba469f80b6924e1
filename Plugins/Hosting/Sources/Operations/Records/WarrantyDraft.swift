import PluginKit

/// A miner's warranty and where a claim stands, or a change to it, as somebody wants it. Pure.
struct WarrantyDraft: Sendable {
    static let states = ["sent", "returned", "replaced", "refused"]
    static let fields = ["vendor", "warranty_until", "rma_number", "state", "sent_on", "ended_on"]

    let vendor: String?
    /// Days as `2026-01-31`.
    let warrantyUntil: String?
    let rmaNumber: String?
    /// nil until the machine goes to its vendor.
    let state: String?
    let sentOn: String?
    let endedOn: String?

    /// Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue, isNew: Bool) throws(PluginError) {
        let fields = try BodyFields(json, of: "warranty", known: Set(WarrantyDraft.fields))
        vendor = try fields.text("vendor", 1...200)
        warrantyUntil = try WarrantyDraft.day("warranty_until", fields)
        rmaNumber = try fields.text("rma_number", 0...100)
        state = try MinerQuery.choice("state", WarrantyDraft.states, try fields.text("state", 1...20))
        sentOn = try WarrantyDraft.day("sent_on", fields)
        endedOn = try WarrantyDraft.day("ended_on", fields)
        if isNew, vendor == nil { throw PluginError(.invalidArgument, "vendor: missing.") }
        if let sentOn, let endedOn, endedOn < sentOn { throw PluginError(.invalidArgument, "ended_on: expected a day not before sent_on.") }
    }

    /// As the parameters after the first of `warranty_insert` and `warranty_update`.
    var values: [Value] { [Value(vendor), Value(warrantyUntil), Value(rmaNumber), Value(state), Value(sentOn), Value(endedOn)] }

    private static func day(_ name: String, _ fields: BodyFields) throws(PluginError) -> String? {
        guard let text = try fields.text(name, 1...20) else { return nil }
        guard text.utf8.count == 10, Timestamp(rfc3339: text + "T00:00:00Z") != nil else {
            throw PluginError(.invalidArgument, "\(name): expected a day as 2026-01-31.")
        }
        return text
    }
}
