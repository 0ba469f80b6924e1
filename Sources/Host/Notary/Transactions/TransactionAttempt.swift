package import Ethereum

/// One signed form of a transaction. All attempts have one nonce, so at most one of them ever counts.
package struct TransactionAttempt: Hashable, Sendable {
    package let hash: Bytes32
    /// What is sent, always the same bytes.
    package let raw: [UInt8]
    package let fees: TransactionFees

    package init(hash: Bytes32, raw: [UInt8], fees: TransactionFees) {
        self.hash = hash
        self.raw = raw
        self.fees = fees
    }

    package init(_ signed: SignedTransaction) {
        self.init(
            hash: signed.hash, raw: signed.raw,
            fees: TransactionFees(tip: signed.transaction.maxPriorityFeePerGas, maximum: signed.transaction.maxFeePerGas))
    }
}
