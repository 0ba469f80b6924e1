public import PluginKit

/// Settings of one instance; the manifest's schema fills in what is not said.
public struct BlockchainSettings: PluginSettings {
    /// What is notarized without being asked for.
    let curtailment: Bool
    let invoices: Bool
    let telemetry: Bool
    /// Whether sealed bytes are pinned where the operator has named a place.
    let pinning: Bool
    /// Where transactions and blocks are looked up; empty for the standard of the chain.
    let explorerUrl: String

    /// The page of a transaction; nil where nobody has said one for the chain.
    func transactionPage(_ hash: String, chain: Int64) -> String? { explorer(chain).map { "\($0)/tx/\(hash)" } }

    /// The page of a block; nil where nobody has said one for the chain.
    func blockPage(_ number: Int64, chain: Int64) -> String? { explorer(chain).map { "\($0)/block/\(number)" } }

    private func explorer(_ chain: Int64) -> String? {
        let known = [8_453: "https://basescan.org", 84_532: "https://sepolia.basescan.org"] as [Int64: String]
        return explorerUrl.isEmpty ? known[chain] : explorerUrl
    }
}
