import PluginKit

/// A miner as somebody wants it, read from a request's JSON and checked. Pure.
struct MinerDraft: Sendable {
    var client: String?
    var serialNumber: String?
    /// The model's id or name in the catalogue.
    var model: String?
    var status: String?
    var address: String?
    var port: Int64?
    var siteId: Int64?
    /// Whether the site is to be set, be it to none.
    var setsSite = false

    private static let known: Set<String> = [
        "client", "tenant", "serial_number", "model", "model_id", "status", "address", "port", "site_id",
    ]

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        guard let object = json.object else { throw PluginError(.invalidArgument, "Expected a JSON object with the miner's fields.") }
        for field in object.fields where !MinerDraft.known.contains(field.name) {
            throw PluginError(.invalidArgument, "\(field.name): unknown; expected \(MinerDraft.known.sorted().joined(separator: ", ")).")
        }
        client = try MinerDraft.text("client", json, 1...63)
        if client == nil { client = try MinerDraft.text("tenant", json, 1...63) }
        serialNumber = try MinerDraft.text("serial_number", json, 1...100)
        model = try MinerDraft.text("model_id", json, 1...100)
        if model == nil { model = try MinerDraft.text("model", json, 1...100) }
        status = try MinerDraft.text("status", json, 1...20)
        if let status, !MinerQuery.statuses.contains(status) {
            throw PluginError(.invalidArgument, "status: expected one of \(MinerQuery.statuses.joined(separator: ", ")).")
        }
        address = try MinerDraft.text("address", json, 2...45)
        if let address, !IPAddressText.isAddress(address) {
            throw PluginError(.invalidArgument, "address: expected an IPv4 or IPv6 address, found \"\(address)\".")
        }
        if let value = json["port"], value != .null {
            guard let number = value.integer, (1...65_535).contains(number) else {
                throw PluginError(.invalidArgument, "port: expected an integer from 1 to 65535.")
            }
            port = number
        }
        try readSite(json)
    }

    private mutating func readSite(_ json: JSONValue) throws(PluginError) {
        guard let value = json["site_id"] else { return }
        setsSite = true
        if value == .null { return }
        guard let number = value.integer ?? value.string.flatMap(Int64.init), number > 0 else {
            throw PluginError(.invalidArgument, "site_id: expected the id of a site, or null.")
        }
        siteId = number
    }

    private static func text(_ name: String, _ json: JSONValue, _ length: ClosedRange<Int>) throws(PluginError) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string, length.contains(text.count), !text.contains("\0") else {
            throw PluginError(.invalidArgument, "\(name): expected a text of \(length.lowerBound) to \(length.upperBound) characters.")
        }
        return text
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
            json.field("site_id", siteId)
            json.field("status", status ?? "active")
            json.field("address", address)
            json.field("port", port ?? 4_028)
        }
    }
}
