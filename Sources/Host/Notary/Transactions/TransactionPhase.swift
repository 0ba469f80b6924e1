package import Ethereum

/// How far a transaction has come.
package enum TransactionPhase: Hashable, Sendable {
    /// Signed and stored; nobody has been given it for certain.
    case signed
    /// Given to the nodes.
    case sent
    /// In a block of the chain as it is now.
    case included(Inclusion)
    /// In a block whose data stand on the chain below.
    case safe(Inclusion)
    /// In a block that can no longer go away. The end.
    case finalized(Inclusion)

    /// The block, and which attempt came into it.
    package struct Inclusion: Hashable, Sendable {
        package let attempt: Bytes32
        package let blockNumber: UInt64
        package let blockHash: Bytes32
        /// False where the contract refused: the nonce is used and nothing is anchored.
        package let succeeded: Bool

        package init(attempt: Bytes32, blockNumber: UInt64, blockHash: Bytes32, succeeded: Bool) {
            self.attempt = attempt
            self.blockNumber = blockNumber
            self.blockHash = blockHash
            self.succeeded = succeeded
        }

        init(_ receipt: ChainReceipt) {
            self.init(
                attempt: receipt.transaction, blockNumber: receipt.blockNumber, blockHash: receipt.blockHash, succeeded: receipt.succeeded)
        }
    }

    /// Where it stands; nil before it is in a block.
    package var inclusion: Inclusion? {
        switch self {
        case .signed, .sent: nil
        case .included(let inclusion), .safe(let inclusion), .finalized(let inclusion): inclusion
        }
    }

    /// Whether nothing can change any more.
    package var isFinal: Bool { if case .finalized = self { true } else { false } }

    /// The word in the database and for people.
    package var word: String {
        switch self {
        case .signed: "signed"
        case .sent: "sent"
        case .included: "included"
        case .safe: "safe"
        case .finalized: "finalized"
        }
    }

    package init?(word: String, inclusion: Inclusion?) {
        switch (word, inclusion) {
        case ("signed", nil): self = .signed
        case ("sent", nil): self = .sent
        case ("included", let inclusion?): self = .included(inclusion)
        case ("safe", let inclusion?): self = .safe(inclusion)
        case ("finalized", let inclusion?): self = .finalized(inclusion)
        default: return nil
        }
    }
}
