import PluginKit

/// What narrows a list of warranty records. Pure.
struct WarrantyQuery: Sendable {
    /// Of the claim.
    var state: String?
    /// Only warranties that last today and end within so many days.
    var expiresWithinDays: Int64?
    /// Part of a serial number, a vendor, an RMA number or a client's name.
    var search: String?

    static let mostDays: Int64 = 3_650

    /// All records.
    init() {}

    /// Reads `state`, `expires_within_days` and `q`. Throws `.invalidArgument` that names the field.
    init(_ request: Request) throws(PluginError) {
        state = try MinerQuery.choice("state", WarrantyDraft.states, request.text("state"))
        expiresWithinDays = try request.integer("expires_within_days", in: 0...WarrantyQuery.mostDays)
        search = try MinerQuery.text("q", request.text("q"))
    }

    /// As the statements take them.
    var values: [Value] { [Value(state), Value(expiresWithinDays), Value(search)] }

    /// As links take them.
    var items: [(name: String, value: String?)] {
        [("state", state), ("expires_within_days", expiresWithinDays.map(String.init)), ("q", search)]
    }

    /// The link of a path to what the query leaves there.
    func link(_ path: String) -> String {
        let given = items.compactMap { name, value in value.map { "\(name)=\(QueryString.encode($0))" } }
        return given.isEmpty ? path : "\(path)?\(given.joined(separator: "&"))"
    }
}
