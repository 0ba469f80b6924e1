package import Ethereum

extension ChainNode {
    /// Reads what the node knows of an account and of these transactions of it. Throws ``NodeFault``.
    ///
    /// The order matters: `finalized` is read before the receipts, so that a block that is the chain's at its height afterwards, and not
    /// above the one read before, cannot go away; the newest block too, so that who has come that far and has no receipt has none. What does
    /// not hang on that is asked at once: a node far away takes four ways there and back, however many transactions there are.
    package func reading(of account: Address, transactions: [Bytes32]) async throws(NodeFault) -> NodeReading {
        async let finalBlock = told(.block(.finalized), as: ChainBlock.self)
        async let safeBlock = told(.block(.safe), as: ChainBlock.self)
        async let latestBlock = told(.block(.latest), as: ChainBlock.self)
        let (finalized, safe) = (try await finalBlock.get(), try await safeBlock.get().number)
        let latest = try await latestBlock.get()
        noteLatest(latest.number)
        async let nonceTold = told(.nonce(account), as: NodeNumber.self)
        async let balanceTold = told(.balance(account), as: NodeQuantity.self)
        let places = await withTaskGroup(of: (Bytes32, Result<Place, NodeFault>).self) { group in
            for hash in transactions { group.addTask { [self] in (hash, await place(of: hash)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let (nonce, balance) = (try await nonceTold.get().value, try await balanceTold.get().value)
        var receipts: [Bytes32: ChainReceipt] = [:]
        var pooled: Set<Bytes32> = []
        for (hash, place) in places {
            switch try place.get() {
            case .block(let receipt): receipts[hash] = receipt
            case .pool: pooled.insert(hash)
            case .nowhere: break
            }
        }
        // A node may tell of a block that it has not sealed yet: then "safe" and "finalized" are not above what it calls the newest.
        return NodeReading(
            node: "\(address)", latest: latest, safe: min(safe, latest.number), finalized: min(finalized.number, safe, latest.number),
            finalizedTimeSeconds: finalized.timeSeconds, nonce: nonce, balance: balance, receipts: receipts, pooled: pooled)
    }

    private enum Place: Sendable {
        case block(ChainReceipt)
        case pool
        case nowhere
    }

    private func told<Value: Decodable & Sendable>(_ question: NodeQuestion, as type: Value.Type) async -> Result<Value, NodeFault> {
        do throws(NodeFault) { return .success(try await need(question, as: type)) } catch { return .failure(error) }
    }

    private func place(of hash: Bytes32) async -> Result<Place, NodeFault> {
        do throws(NodeFault) {
            if let receipt = try await receipt(hash) { return .success(.block(receipt)) }
            let found = try await ask(.transaction(hash), as: PooledTransaction.self)
            return .success(found.map { $0.blockHash == nil ? .pool : .nowhere } ?? .nowhere)
        } catch {
            return .failure(error)
        }
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
