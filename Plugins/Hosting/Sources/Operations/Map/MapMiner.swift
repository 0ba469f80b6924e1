import PluginKit

/// A miner as a map shows it.
struct MapMiner: Sendable, Equatable, RowDecodable {
    let id: Int64
    let serialNumber: String
    let address: String
    /// nil where nobody said where it stands.
    let place: MinerPlace?
    let state: String
    let hashrateTHs: Double?
    let temperatureCelsius: Double?

    /// Reads a row of `map_miners`.
    init(row: Row) throws {
        var place: MinerPlace?
        // Beyond what the table takes nothing is drawn: a rack is made shelf by shelf.
        if let rack = try row.text("rack"), let shelf = try row.integer("row_number"), let position = try row.integer("position"),
            MinerPlace.numbers.contains(shelf), MinerPlace.numbers.contains(position)
        {
            place = MinerPlace(rack: rack, row: shelf, position: position)
        }
        self.init(
            id: try row["id"], serialNumber: try row["serial_number"], address: try row["address"], place: place, state: try row["state"],
            hashrateTHs: try row.number("hashrate_ths"), temperatureCelsius: try row.number("temperature_celsius"))
    }

    init(
        id: Int64, serialNumber: String, address: String, place: MinerPlace?, state: String, hashrateTHs: Double?,
        temperatureCelsius: Double?
    ) {
        (self.id, self.serialNumber, self.address, self.place) = (id, serialNumber, address, place)
        (self.state, self.hashrateTHs, self.temperatureCelsius) = (state, hashrateTHs, temperatureCelsius)
    }
}
