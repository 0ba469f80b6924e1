import PluginKit

extension MinerPlace {
    /// Reads `rack`, `row` and `position`; nil if none of them is there. Throws `.invalidArgument` that names the field.
    static func read(_ json: JSONValue) throws(PluginError) -> MinerPlace? {
        let fields = try BodyFields(json, of: "place", known: ["rack", "row", "position"])
        let rack = try fields.text("rack", 1...longestRack)
        let row = try fields.integer("row", numbers)
        let position = try fields.integer("position", numbers)
        if rack == nil, row == nil, position == nil { return nil }
        guard let rack, let row, let position else {
            throw PluginError(.invalidArgument, "rack: expected rack, row and position together, or none of them.")
        }
        return MinerPlace(rack: rack, row: row, position: position)
    }
}
