extension NotaryProof {
    /// What a proof shows once the chain has confirmed it.
    package struct Verdict: Hashable, Sendable {
        /// What the transaction says of the interval: its root, the link before and, with it, the link that it became.
        package let anchor: Anchor
        /// 1 for the first interval of the stream.
        package let sequence: UInt256
        package let block: UInt64
        package let blockHash: Bytes32
        /// Of the block, in seconds since 1970: the record existed by then.
        package let timeSeconds: UInt64
        /// Whether the block can no longer go away.
        package let isFinal: Bool
    }

    /// Checks the proof by arithmetic, then against the chain; throws the first thing that does not fit.
    ///
    /// Throws ``EthereumFault``: `proofUnchecked` where all fits that the node has, but it lacks the transaction, or tells a time that no block has; any other code where
    /// something contradicts the proof.
    /// - Parameter body: The record's bytes, for a proof that does not carry them.
    package func verify(body: [UInt8]? = nil, on chain: some NotaryChain) async throws -> Verdict {
        let root = try root(body: body)
        let chainID = try await chain.chainID()
        guard chainID == place.chainID else {
            throw EthereumFault(
                .proofOtherChain, "the proof is for chain \(place.chainID), this node serves \(chainID): ask a node of the other chain")
        }
        let question = NotaryContract.placed(notary: place.notary, stream: place.stream, root: root)
        guard let placement = try NotaryContract.placement(from: await chain.call(place.contract, data: question.data)) else {
            throw EthereumFault(
                .proofNotAnchored,
                "the record leads to the root \(root), which \(place.notary) has not anchored in this stream of \(place.contract): something in the proof was changed, or the node is behind"
            )
        }
        guard placement.timeSeconds <= NotaryContract.lastSecond else {
            throw EthereumFault(
                .proofUnchecked,
                "the node tells \(placement.timeSeconds) s since 1970 as the block's time, which none has: ask another node")
        }
        if let told = place.told, told.blockNumber != placement.block {
            throw EthereumFault(
                .proofRefused,
                "the root stands in block \(placement.block), the proof says \(told.blockNumber): changed, or written before the chain was reordered"
            )
        }
        let (anchor, blockHash) = try await anchored(root, placement, on: chain)
        let isFinal = try await chain.finalizedBlock() >= placement.block
        return Verdict(
            anchor: anchor, sequence: placement.sequence, block: placement.block, blockHash: blockHash,
            timeSeconds: placement.timeSeconds, isFinal: isFinal)
    }

    // The contract keeps root, block and time; link and manifest stand in the transaction alone.
    private func anchored(
        _ root: Bytes32, _ placement: NotaryContract.Placement, on chain: some NotaryChain
    ) async throws -> (Anchor, blockHash: Bytes32) {
        // Nodes forget old transactions: that one is missing says nothing against a root that the contract has.
        guard let found = try await chain.transaction(place.transaction) else {
            throw EthereumFault(
                .proofUnchecked,
                "the contract has the root since block \(placement.block), but the node has no transaction \(place.transaction) in a block: it keeps no old ones, or the proof names another; ask a node that keeps all (an archive node)"
            )
        }
        let block = placement.block
        let anchor = NotaryContract.anchor(fromCall: found.data)
        let fits = anchor.map { $0.stream == place.stream && $0.root == root && $0.size == UInt256(inInterval.size) } ?? false
        let isAsTold = place.told.map { $0.previousLink == anchor?.previousLink && $0.manifest == anchor?.manifest } ?? true
        let checks = [
            (found.to == place.contract, "goes to another contract than \(place.contract)"),
            (found.from == place.notary, "was sent by another account than \(place.notary)"),
            (fits && isAsTold, "anchors something else: stream, previous link, root, size or manifest differ"),
            (found.blockNumber == block, "stands in block \(found.blockNumber), its root in \(block)"),
            (
                place.told.map { $0.blockHash == found.blockHash } ?? true,
                "stands in block \(found.blockHash), the proof says \(place.told.map { "\($0.blockHash)" } ?? "nothing")"
            ),
        ]
        for (holds, problem) in checks where !holds {
            throw EthereumFault(.proofRefused, "transaction \(place.transaction) \(problem)")
        }
        guard let anchor else { throw EthereumFault(.proofRefused, "transaction \(place.transaction) is no call of anchor()") }
        return (anchor, found.blockHash)
    }
}
