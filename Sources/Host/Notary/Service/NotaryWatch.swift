package import Ethereum

/// What any host can tell of the notary, whether or not it anchors: out of the database, and by one question to the nodes.
///
/// Thread: any, for every function; none blocks.
package struct NotaryWatch: Sendable {
    private let store: NotaryStore
    private let chain: ChainClient

    package init(store: NotaryStore, chain: ChainClient) {
        self.store = store
        self.chain = chain
    }

    /// What the database knows of this account: a halt, an order that is open.
    package func stored() async throws -> [NotaryTrouble] {
        var found: [NotaryTrouble] = []
        if let reason = try await store.stream()?.halted { found.append(.halted(reason)) }
        if let order = try await store.openOrder() { found.append(.ordered(nonce: order.nonce, command: order.command)) }
        return found
    }

    /// Intervals that other accounts have anchored and not brought to their end.
    package func left() async throws -> [NotaryTrouble] {
        try await store.unfinishedElsewhere().map { .unfinished($0.account, intervals: $0.intervals) }
    }

    /// The head that the nodes tell although the stream has left it behind; nil where they tell the one that the next anchor goes on from,
    /// or the last one may not be in a block yet, or there is no saying.
    package func headBehind() async throws -> Bytes32? {
        guard let stream = try await store.stream(), stream.halted == nil, stream.sequence > 0,
            try await store.openTransactions().allSatisfy({ $0.phase.inclusion?.succeeded == true })
        else { return nil }
        let answer = try await chain.call(store.contract, data: NotaryContract.head(notary: store.notary, stream: stream.stream).data)
        let head = try NotaryContract.link(from: answer)
        guard head != stream.link, try await store.isLink(head, of: stream) else { return nil }
        return head
    }
}
