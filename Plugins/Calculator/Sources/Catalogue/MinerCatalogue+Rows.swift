import PluginKit

extension MinerCatalogue {
    /// Reads the rows of the statement `models`.
    init(_ rows: Rows) throws {
        self.init(
            try rows.map { row in
                MinerModel(
                    id: try row["id"], vendor: try row["vendor"], name: try row["name"], hashrateTHs: try row["hashrate_ths"],
                    powerWatts: try row["power_watts"], efficiencyJTH: try row["efficiency_j_th"], cooling: try row["cooling"],
                    released: try row.text("released"))
            })
    }
}
