/// What the nodes together said to a transaction's bytes. Pure.
package enum SendAnswer: Sendable, Hashable {
    /// At least one has it in its pool, or says so: no proof of anything.
    case taken
    /// None said anything that counts: it may be in a pool or not.
    case unknown(NodeFault)
    /// Some transaction has used the nonce.
    case nonceTooLow
    /// A dearer transaction with this nonce waits.
    case underpriced
    case insufficientFunds(NodeFault)
    /// Refused for good: by our own fault or a setting's.
    case refused(NodeFault)

    /// - Parameter answers: One of each node; nil where it gave the transaction's own hash. Not empty.
    package init(_ answers: [NodeFault?]) {
        precondition(!answers.isEmpty, "somebody has been asked")
        let faults = answers.compactMap { $0 }
        func first(_ code: NodeFault.Code) -> NodeFault? { faults.first { $0.code == code } }
        // Whoever has it outweighs whoever refuses it: it may come into a block. What is known for certain comes before what is not.
        if faults.count < answers.count || first(.alreadyKnown) != nil {
            self = .taken
        } else if first(.nonceTooLow) != nil {
            self = .nonceTooLow
        } else if first(.underpriced) != nil {
            self = .underpriced
        } else if let fault = faults.first(where: \.isOutcomeUnknown) {
            self = .unknown(fault)
        } else if let fault = first(.insufficientFunds) {
            self = .insufficientFunds(fault)
        } else {
            self = .refused(faults[0])
        }
    }
}
