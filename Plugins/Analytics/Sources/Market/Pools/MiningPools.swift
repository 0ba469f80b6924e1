import PluginKit

/// Who found the blocks of a week.
struct MiningPools: Equatable, Sendable {
    /// One of those who did.
    struct Pool: Equatable, Sendable {
        let name: String
        let blocks: Int64
    }

    /// Of all, also of those that are not listed.
    let blocks: Int64
    /// Exahashes a second of all miners in that week, as estimated.
    let hashrateEHs: Double
    /// Most blocks first.
    let pools: [Pool]

    /// Blocks of nobody that is listed among the first `count`.
    func otherBlocks(beyond count: Int) -> Int64 { blocks - pools.prefix(count).reduce(0) { $0 + $1.blocks } }

    /// What part of all so many blocks are, in percent.
    func sharePercent(_ found: Int64) -> Double { Double(found) / Double(max(1, blocks)) * 100 }

    /// The hashrate that finds so many blocks in that time, in exahashes a second.
    func hashrateEHs(_ found: Int64) -> Double { hashrateEHs * sharePercent(found) / 100 }

    /// After so long they are asked for anew: a week's blocks change slowly.
    static let lifetimeSeconds = 6 * 3_600.0
    /// After so long they are asked for again where no answer could be used.
    static let retrySeconds = 3_600.0
    /// Pools that have not been renewed for so long are shown as old.
    static let staleSeconds = 24 * 3_600.0
}
