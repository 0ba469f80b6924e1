import PluginKit

/// One good row of a table of miners. What it refers to is not looked up yet.
struct ImportedMiner: Sendable, Hashable {
    let line: Int
    let serialNumber: String
    /// The model's id or name; any name where the machine has figures of its own.
    let model: String
    let nameplate: Nameplate?
    /// The id of whose miner it is.
    let client: String
    /// The site's id or name.
    let site: String?
    let address: String
    let port: Int64
    let status: String
    let place: MinerPlace?

    /// Writes the row of `import_check`, `miners_import` and `places_import`.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("line", line)
            json.field("client", client)
            json.field("serial_number", serialNumber)
            json.field("model", model)
            nameplate?.write(to: &json)
            json.field("site", site)
            json.field("status", status)
            json.field("address", address)
            json.field("port", port)
            guard let place else { return }
            json.field("rack", place.rack)
            json.field("row_number", place.row)
            json.field("position", place.position)
        }
    }
}
