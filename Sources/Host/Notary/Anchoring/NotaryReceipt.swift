package import Ethereum

/// How far a tenant's leaf has come, and once it is in an interval, all that ties it to the chain.
package struct NotaryReceipt: Hashable, Sendable {
    package let leaf: Bytes32
    package let state: NotaryState
    /// Where it stands; nil while it waits.
    package let interval: Interval?

    package init(leaf: Bytes32, state: NotaryState, interval: Interval?) {
        self.leaf = leaf
        self.state = state
        self.interval = interval
    }

    /// An interval that the leaf is in, and its way to the chain.
    package struct Interval: Hashable, Sendable {
        /// The leaf's place among the leaves of the interval and the path to the root.
        package let inInterval: InclusionProof
        /// What is anchored: stream, previous link, root, size and manifest.
        package let anchor: Anchor
        /// 1 for the first interval of the stream.
        package let sequence: UInt64
        package let chainID: UInt64
        package let contract: Address
        /// The account that anchors.
        package let notary: Address
        /// Where the transaction stands; nil while it is in no block.
        package let inclusion: Inclusion?

        package init(
            inInterval: InclusionProof, anchor: Anchor, sequence: UInt64, chainID: UInt64, contract: Address, notary: Address,
            inclusion: Inclusion?
        ) {
            self.inInterval = inInterval
            self.anchor = anchor
            self.sequence = sequence
            self.chainID = chainID
            self.contract = contract
            self.notary = notary
            self.inclusion = inclusion
        }

        /// What a proof tells of the chain; nil while the transaction is in no block.
        package var place: NotaryProof.Place? {
            inclusion.map {
                NotaryProof.Place(
                    chainID: chainID, contract: contract, notary: notary, stream: anchor.stream, transaction: $0.transaction)
            }
        }
    }

    /// The block that a transaction stands in.
    package struct Inclusion: Hashable, Sendable {
        package let transaction: Bytes32
        package let blockNumber: UInt64
        package let blockHash: Bytes32

        package init(transaction: Bytes32, blockNumber: UInt64, blockHash: Bytes32) {
            self.transaction = transaction
            self.blockNumber = blockNumber
            self.blockHash = blockHash
        }
    }
}
