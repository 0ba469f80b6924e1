/// A transaction of type 2 (EIP-1559) before it is signed.
package struct Transaction: Hashable, Sendable {
    /// The first byte of its bytes.
    package static let type: UInt8 = 2

    package var chainID: UInt64
    package var nonce: UInt64
    /// In wei per gas, what whoever makes the block gets.
    package var maxPriorityFeePerGas: UInt256
    /// In wei per gas, all that the sender pays at most.
    package var maxFeePerGas: UInt256
    package var gasLimit: UInt64
    /// Nil creates a contract.
    package var to: Address?
    /// In wei.
    package var value: UInt256
    package var data: [UInt8]
    package var accessList: [AccessListEntry]

    package init(
        chainID: UInt64, nonce: UInt64, maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256, gasLimit: UInt64, to: Address?,
        value: UInt256 = 0,
        data: [UInt8] = [], accessList: [AccessListEntry] = []
    ) {
        self.chainID = chainID
        self.nonce = nonce
        self.maxPriorityFeePerGas = maxPriorityFeePerGas
        self.maxFeePerGas = maxFeePerGas
        self.gasLimit = gasLimit
        self.to = to
        self.value = value
        self.data = data
        self.accessList = accessList
    }

    /// The bytes that are signed.
    package var unsignedBytes: [UInt8] { [Self.type] + RLPItem.list(items).encoded }

    /// The digest that is signed.
    package var signingDigest: Bytes32 { Keccak256.hash(unsignedBytes) }

    /// Signs with `key`, after checking what every node would refuse.
    package func signed(by key: PrivateKey) throws -> SignedTransaction {
        try validate()
        return SignedTransaction(self, key.sign(signingDigest))
    }

    /// Adds a signature that was made elsewhere; it has to be `signer`'s.
    package func signed(with signature: Signature, by signer: Address) throws -> SignedTransaction {
        try validate()
        let signed = SignedTransaction(self, signature)
        guard try signed.sender == signer else {
            throw EthereumFault(.signatureInvalid, "the signature over transaction \(nonce) is not \(signer)'s")
        }
        return signed
    }

    /// Throws what no node takes, whatever the state of the chain.
    package func validate() throws {
        guard chainID > 0 else { throw EthereumFault(.transactionInvalid, "chain id 0: the transaction would count on every chain") }
        guard nonce < .max else { throw EthereumFault(.transactionInvalid, "nonce \(nonce): it has to be below 2⁶⁴ − 1 (EIP-2681)") }
        guard maxPriorityFeePerGas <= maxFeePerGas else {
            throw EthereumFault(
                .transactionInvalid,
                "maxPriorityFeePerGas \(maxPriorityFeePerGas) wei lies above maxFeePerGas \(maxFeePerGas) wei, which holds both fees")
        }
    }

    /// The nine items that are signed.
    var items: [RLPItem] {
        [
            .number(chainID), .number(nonce), .number(maxPriorityFeePerGas), .number(maxFeePerGas), .number(gasLimit),
            .bytes(to?.bytes ?? []),
            .number(value), .bytes(data), .list(accessList.map(\.item)),
        ]
    }
}
