import PluginKit

/// A site as somebody wants it, read from a request's JSON and checked. Pure.
struct SiteDraft: Sendable {
    let name: String
    let location: String
    let capacityMegawatts: Double

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        let fields = try BodyFields(json, of: "site", known: ["name", "location", "capacity_mw"])
        guard let name = try fields.text("name", 1...200) else { throw PluginError(.invalidArgument, "name: missing.") }
        self.name = name
        location = try fields.text("location", 0...200) ?? ""
        capacityMegawatts = try fields.number("capacity_mw", 0...100_000, "megawatts") ?? 0
    }

    /// The refusal of a name that another site of the provider has.
    var taken: PluginError { PluginError(.conflict, "name: you have a site \"\(name)\" already.") }
}
