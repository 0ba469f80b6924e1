/// The relaxed problem at one pair of prices: its value bounds every solution from below, and its slopes say where to go on.
struct DualPoint {
    /// GH/s a watt.
    let powerPrice: Double
    /// GH/s a switched miner.
    let countPrice: Double
    /// The bound in GH/s.
    let value: Double
    /// Of what is chosen at these prices.
    let powerWatts: Double
    let chosen: Double
}
