package import Ethereum

extension ChainNode {
    /// Reads what the node knows of an account and of these transactions of it. Throws ``NodeFault``.
    ///
    /// The order matters: `finalized` is read before the receipts, so that a block that is the chain's at its height afterwards, and not
    /// above the one read before, cannot go away.
    package func reading(of account: Address, transactions: [Bytes32]) async throws(NodeFault) -> NodeReading {
        let finalized = try await need(.block(.finalized), as: ChainBlock.self).number
        let safe = try await need(.block(.safe), as: ChainBlock.self).number
        let latest = try await need(.block(.latest), as: ChainBlock.self)
        noteLatest(latest.number)
        let nonce = try await need(.nonce(account), as: NodeNumber.self).value
        let balance = try await need(.balance(account), as: NodeQuantity.self).value
        var receipts: [Bytes32: ChainReceipt] = [:]
        var pooled: Set<Bytes32> = []
        for hash in transactions {
            if let receipt = try await receipt(hash) {
                receipts[hash] = receipt
            } else if let found = try await ask(.transaction(hash), as: PooledTransaction.self), found.blockHash == nil {
                pooled.insert(hash)
            }
        }
        // A node may tell of a block that it has not sealed yet: then "safe" and "finalized" are not above what it calls the newest.
        return NodeReading(
            latest: latest, safe: min(safe, latest.number), finalized: min(finalized, safe, latest.number), nonce: nonce, balance: balance,
            receipts: receipts, pooled: pooled)
    }

    /// A receipt that counts: of this transaction, in the block that the chain has at that height now.
    private func receipt(_ hash: Bytes32) async throws(NodeFault) -> ChainReceipt? {
        guard let receipt = try await ask(.receipt(hash), as: ChainReceipt.self) else { return nil }
        guard receipt.transaction == hash else {
            throw NodeFault(.malformed, "\(address): eth_getTransactionReceipt: the receipt is another transaction's")
        }
        let block = try await ask(.block(.number(receipt.blockNumber)), as: ChainBlock.self)
        return block?.hash == receipt.blockHash ? receipt : nil
    }

    private struct PooledTransaction: Decodable, Sendable {
        let blockHash: String?
    }
}
