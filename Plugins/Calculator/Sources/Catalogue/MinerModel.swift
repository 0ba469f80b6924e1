/// One model of the catalogue.
struct MinerModel: Sendable, Hashable {
    let id: String
    let vendor: String
    let name: String
    /// Decimal texts, exact.
    let hashrateTHs: String
    let powerWatts: String
    let efficiencyJTH: String
    let cooling: String
    /// Year and month, such as `2024-03`.
    let released: String?
}
