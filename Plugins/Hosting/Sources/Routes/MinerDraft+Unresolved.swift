import PluginKit

extension MinerDraft {
    /// The refusal by a row of `miners_unresolved`.
    static func unresolved(_ row: Row) throws -> PluginError {
        unresolved(field: try row["field"], value: try row["value"], serialNumber: try row.text("serial_number"))
    }

    /// The refusal of a reference that names nothing in sight; `field` and `value` as `miners_unresolved` tells them.
    static func unresolved(field: String, value: String, serialNumber: String?) -> PluginError {
        let expected =
            switch field {
            case "model":
                "the id or the name of a model of the catalogue, or \(Nameplate.names.joined(separator: " and ")) with another name"
            case "site_id": "the id of a site; GET /api/v1/hosting/sites lists them"
            default: "the id of your tenant or of one of your clients"
            }
        let place = serialNumber.map { " (miner \"\($0.prefix(100))\")" } ?? ""
        // Another tenant's row is as one that is not there: 404. The catalogue is everybody's: a wrong name in it is a wrong request.
        return PluginError(
            field == "model" ? .invalidArgument : .notFound,
            "\(field): expected \(expected), found \"\(value.prefix(100))\"\(place).")
    }
}
