import PluginKit

/// A miner that a plan may choose, with whose it is.
struct FleetMiner: Sendable, Equatable {
    var ownerKey: Int64
    var miner: CurtailableMiner
}

extension FleetMiner: RowDecodable {
    /// Reads a row of `curtailment_miners`.
    init(row: Row) throws {
        ownerKey = try row["owner_key"]
        miner = try CurtailableMiner(row: row)
    }
}
