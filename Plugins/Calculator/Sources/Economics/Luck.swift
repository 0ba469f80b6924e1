import Glibc

/// How far luck moves the revenue of who is paid by blocks found: their number is Poisson distributed.
///
/// Statistics and no amounts, hence plain doubles.
struct Luck: Sendable, Hashable {
    /// Mean number of blocks found in the time.
    let expectedBlocks: DoubleDouble

    /// Luck of some hashrate, a pool's or a lone miner's, over so many days at one difficulty.
    init(hashrateTHs: DoubleDouble, days: DoubleDouble, network: Network) {
        expectedBlocks = network.blocksPerTHsDay * hashrateTHs * days
    }

    /// Probability of one block or more.
    var probabilityOfABlock: Double { -expm1(-expectedBlocks.double) }

    /// Standard deviation of the revenue as a share of its mean.
    var relativeDeviation: Double { 1 / expectedBlocks.double.squareRoot() }
}
