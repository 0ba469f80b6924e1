import PluginKit

/// A miner as somebody wants it, read from a request's JSON and checked. Pure.
struct MinerDraft: Sendable {
    var client: String?
    var serialNumber: String?
    /// The model's id or name in the catalogue, or any name with a nameplate.
    var model: String?
    /// What the machine's own plate says, before the catalogue's.
    var nameplate: Nameplate?
    var status: String?
    var address: String?
    var port: Int64?
    var siteId: Int64?
    /// Whether the site is to be set, be it to none.
    var setsSite = false

    private static let known: Set<String> = [
        "client", "tenant", "serial_number", "model", "model_id", "nameplate_hashrate_ths", "nameplate_power_watts", "status", "address",
        "port", "site_id",
    ]

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        let fields = try BodyFields(json, of: "miner", known: MinerDraft.known)
        let tenant = try fields.text("tenant", 1...63)
        client = try fields.text("client", 1...63) ?? tenant
        serialNumber = try fields.text("serial_number", 1...100)
        let modelName = try fields.text("model", 1...100)
        model = try fields.text("model_id", 1...100) ?? modelName
        nameplate = try Nameplate(fields)
        status = try fields.text("status", 1...20)
        if let status, !MinerQuery.statuses.contains(status) {
            throw PluginError(.invalidArgument, "status: expected one of \(MinerQuery.statuses.joined(separator: ", ")).")
        }
        if let given = try fields.text("address", 2...45) {
            guard let canonical = IPAddressText.canonical(given) else {
                throw PluginError(.invalidArgument, "address: expected an IPv4 or IPv6 address, found \"\(given)\".")
            }
            address = canonical
        }
        port = try fields.integer("port", 1...65_535)
        guard let site = fields["site_id"] else { return }
        setsSite = true
        if site == .null { return }
        guard let number = site.integer ?? site.string.flatMap(Int64.init), number > 0 else {
            throw PluginError(.invalidArgument, "site_id: expected the id of a site, or null.")
        }
        siteId = number
    }

    /// Throws `.invalidArgument` unless everything that a new miner needs is there.
    func requireComplete() throws(PluginError) {
        for (name, isThere) in [("serial_number", serialNumber != nil), ("model", model != nil), ("address", address != nil)]
        where !isThere {
            throw PluginError(.invalidArgument, "\(name): missing.")
        }
    }

    /// Writes the row of `miners_insert`; `tenant` is whose it is where the draft does not say.
    func write(tenant: String, to json: inout JSONWriter) {
        json.object { json in
            json.field("client", client ?? tenant)
            json.field("serial_number", serialNumber)
            json.field("model", model)
            nameplate?.write(to: &json)
            json.field("site_id", siteId)
            json.field("status", status ?? "active")
            json.field("address", address)
            json.field("port", port ?? 4_028)
        }
    }
}
