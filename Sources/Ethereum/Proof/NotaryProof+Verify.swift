extension NotaryProof {
    /// What a proof shows once the chain has confirmed it.
    package struct Verdict: Hashable, Sendable {
        /// The interval's root and the link that it became.
        package let anchor: Anchor
        /// 1 for the first interval of the stream.
        package let sequence: UInt256
        package let block: UInt64
        /// Of the block, in seconds since 1970: the record existed by then.
        package let timeSeconds: UInt64
        /// Whether the block can no longer go away.
        package let isFinal: Bool
    }

    /// Checks the proof by arithmetic, then against the chain; throws the first thing that does not fit.
    /// - Parameter body: The record's bytes, for a proof that does not carry them.
    package func verify(body: [UInt8]? = nil, on chain: some NotaryChain) async throws -> Verdict {
        let anchor = try anchor(body: body)
        let chainID = try await chain.chainID()
        guard chainID == place.chainID else {
            throw EthereumFault(
                .proofOtherChain, "the proof is for chain \(place.chainID), this node serves \(chainID): ask a node of the other chain")
        }
        let question = NotaryContract.placed(notary: place.notary, stream: place.stream, root: anchor.root)
        guard let placement = try NotaryContract.placement(from: await chain.call(place.contract, data: question.data)) else {
            throw EthereumFault(
                .proofNotAnchored,
                "the record leads to the root \(anchor.root), which \(place.notary) has not anchored in this stream of \(place.contract): something in the proof was changed, or the node is behind"
            )
        }
        guard placement.block == place.blockNumber else {
            throw EthereumFault(
                .proofRefused,
                "the root stands in block \(placement.block), the proof says \(place.blockNumber): changed, or written before the chain was reordered"
            )
        }
        try await checkTransaction(anchor, on: chain)
        let isFinal = try await chain.finalizedBlock() >= placement.block
        return Verdict(
            anchor: anchor, sequence: placement.sequence, block: placement.block, timeSeconds: placement.timeSeconds, isFinal: isFinal)
    }

    // The contract keeps root, block and time; link and manifest stand in the transaction alone.
    private func checkTransaction(_ anchor: Anchor, on chain: some NotaryChain) async throws {
        guard let found = try await chain.transaction(place.transaction) else {
            throw EthereumFault(
                .proofNotAnchored,
                "the node knows no transaction \(place.transaction): changed, or the node keeps no old transactions; ask one that does")
        }
        let checks = [
            (found.to == place.contract, "goes to another contract than \(place.contract)"),
            (found.from == place.notary, "was sent by another account than \(place.notary)"),
            (
                found.data == NotaryContract.anchor(anchor).data,
                "anchors something else: stream, previous link, root, size or manifest differ"
            ),
            (found.blockNumber == place.blockNumber, "stands in block \(found.blockNumber), the proof says \(place.blockNumber)"),
            (found.blockHash == place.blockHash, "stands in block \(found.blockHash), the proof says \(place.blockHash)"),
        ]
        for (holds, problem) in checks where !holds {
            throw EthereumFault(.proofRefused, "transaction \(place.transaction) \(problem)")
        }
    }
}
