import PluginKit

/// A block of the chain, as a provider tells of it.
struct MinedBlock: Equatable, Sendable {
    /// What a block may weigh, by consensus rule.
    static let mostWeight: Int64 = 4_000_000

    let height: Int64
    /// By the clock of whoever found it, so that a later block may have an earlier time.
    let minedAt: Timestamp
    let transactions: Int64
    let weight: Int64
    /// Nil where the provider says nothing of it, as of a block that it still looks through.
    var feesSatoshis: Int64?
    /// Who found it; nil where nobody knows.
    var pool: String?

    /// What of the reward that is due is fees, in percent.
    var feeSharePercent: Double? {
        feesSatoshis.map { fees in
            let reward = Double(fees) + Double(Subsidy.satoshis(height: height))
            return reward > 0 ? Double(fees) / reward * 100 : 0
        }
    }

    /// The mean of those blocks that say it, in satoshis; nil if none does.
    static func meanFeesSatoshis(_ blocks: [MinedBlock]) -> Double? {
        let fees = blocks.compactMap(\.feesSatoshis)
        return fees.isEmpty ? nil : fees.reduce(0) { $0 + Double($1) } / Double(fees.count)
    }
}
