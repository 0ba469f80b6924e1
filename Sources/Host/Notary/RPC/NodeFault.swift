/// Why a node of the chain gave no result.
package struct NodeFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What an answer means for whoever asked; the raw value is the word for programs.
    package enum Code: String, Sendable, CaseIterable {
        /// No answer, a broken one, or a status of 5xx. Whether the node did what was asked is unknown.
        case unreachable
        /// Too many requests; whether the node did what was asked is unknown.
        case limited
        /// What came is no answer to the question. Whether the node did what was asked is unknown.
        case malformed
        /// It serves another chain.
        case otherChain = "other_chain"
        /// It does not have the block that was asked for, so it is behind.
        case behind
        /// The transaction is in its pool already.
        case alreadyKnown = "already_known"
        /// Some transaction has used the nonce.
        case nonceTooLow = "nonce_too_low"
        /// A transaction with this nonce and higher fees is in its pool.
        case underpriced
        /// The account cannot pay for the transaction.
        case insufficientFunds = "insufficient_funds"
        /// The contract refuses the call.
        case reverted
        /// The node refuses the transaction: fee, gas, chain or signature are wrong, or it has words of its own (``isForGood``).
        case invalidTransaction = "invalid_transaction"
        /// The node refuses the question: it does not know the method, or finds the parameters wrong.
        case refused
    }

    package let code: Code
    /// For a person, without the URL's path, which may hold a key.
    package let message: String
    /// Seconds after which the node wants to be asked again.
    package let retryAfterSeconds: Int?
    /// Whether the node's words leave no doubt that it has not taken the transaction, nor ever will; false where it only failed or says what
    /// nobody knows.
    package let isForGood: Bool

    package init(_ code: Code, _ message: String, retryAfterSeconds: Int? = nil, isForGood: Bool = false) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
        self.isForGood = isForGood
    }

    /// Whether the node may have done what was asked although it did not say so.
    package var isOutcomeUnknown: Bool {
        switch code {
        case .unreachable, .limited, .malformed: true
        default: false
        }
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
