/// A transaction and its signature: the bytes that are sent, and the hash by which the chain knows them.
package struct SignedTransaction: Hashable, Sendable {
    package let transaction: Transaction
    package let signature: Signature
    /// What `eth_sendRawTransaction` takes.
    package let raw: [UInt8]
    package let hash: Bytes32

    init(_ transaction: Transaction, _ signature: Signature) {
        self.transaction = transaction
        self.signature = signature
        let numbers: [RLPItem] = [.number(UInt64(signature.yParity)), .number(UInt256(signature.r)), .number(UInt256(signature.s))]
        raw = [Transaction.type] + RLPItem.list(transaction.items + numbers).encoded
        hash = Keccak256.hash(raw)
    }

    /// Reads sent bytes and refuses what a node would.
    package init(raw: some Collection<UInt8>) throws {
        let reader = try TransactionReader(raw: Array(raw))
        let transaction = try reader.transaction()
        try transaction.validate()
        self.init(transaction, try reader.signature())
    }

    /// The account that signed. Throws where the signature is nobody's.
    package var sender: Address {
        get throws { try Address(signature.recover(transaction.signingDigest)) }
    }
}
