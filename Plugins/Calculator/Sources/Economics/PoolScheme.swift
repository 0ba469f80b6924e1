/// How a pool pays.
enum PoolScheme: String, Sendable, CaseIterable {
    /// Subsidy and fees at their expectation, whatever the pool finds.
    case fpps
    /// The subsidy at its expectation; the pool keeps the fees.
    case pps
    /// The subsidy at its expectation, a share of the fees of the blocks that the pool finds.
    case ppsPlus = "pps_plus"
    /// A share of the blocks that the pool finds, fees included.
    case pplns
    /// No pool: the blocks that the miner itself finds.
    case solo

    /// What a block is worth to the miner on average.
    @inline(__always) func basis(_ subsidyBTC: DoubleDouble, _ feesBTC: DoubleDouble) -> DoubleDouble {
        self == .pps ? subsidyBTC : subsidyBTC + feesBTC
    }

    /// Whether luck moves the whole revenue.
    var dependsOnLuck: Bool { self == .pplns || self == .solo }
}
