package import Ethereum

/// How the notary of this host is doing, as it was last seen.
package struct NotaryFigures: Sendable, Hashable {
    /// Whether this host anchors; another one does otherwise.
    package var isSender = false
    package var chain: ChainObservation?
    /// In wei per gas, the tip that a node last named.
    package var tip: UInt256?
    /// Transactions that came to their end, by whether they anchored.
    package var finalized: UInt64 = 0
    package var vain: UInt64 = 0
    /// Bytes given to the nodes, by what they said.
    package var sendsTaken: UInt64 = 0
    package var sendsFailed: UInt64 = 0
    package var replacements: UInt64 = 0
    package var intervals: UInt64 = 0
    /// What is wrong; empty while nothing is.
    package var troubles: [NotaryTrouble] = []

    package init() {}
}
