import PluginKit

/// A site as somebody wants it, read from a request's JSON and checked. Pure.
struct SiteDraft: Sendable {
    let name: String
    let location: String
    let capacityMegawatts: Double
    /// The market whose prices hold there, empty for the default one; nil leaves what there is.
    var market: String?

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        let fields = try BodyFields(json, of: "site", known: ["name", "location", "capacity_mw", "market"])
        guard let name = try fields.text("name", 1...200) else { throw PluginError(.invalidArgument, "name: missing.") }
        self.name = name
        location = try fields.text("location", 0...200) ?? ""
        capacityMegawatts = try fields.number("capacity_mw", 0...100_000, "megawatts") ?? 0
        market = try fields.text("market", PowerMarkets.nameLength)?.trimmingSpaces
    }

    /// The refusal of a name that another site of the provider has.
    var taken: PluginError { PluginError(.conflict, "name: you have a site \"\(name)\" already.") }
}
