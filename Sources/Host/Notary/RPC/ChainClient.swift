package import Ethereum
internal import EventLoop
package import HostEgress
internal import Synchronization

/// Several nodes of one chain, asked as one: reads count where enough of them agree, writes go to all.
///
/// Thread: any, for every function; none blocks.
package final class ChainClient: Sendable {
    /// How long a node's chain number is believed.
    private static let trustNanos: UInt64 = 600_000_000_000

    package let chainID: UInt64
    package let nodes: [ChainNode]
    /// How many have to agree: more than half.
    package let quorum: Int
    private let checkedUntil: Mutex<[UInt64]>
    /// By node.
    let breakers: Mutex<[NodeBreaker]>

    package init(chainID: UInt64, addresses: [NodeAddress], engine: HTTPEngine) {
        precondition(!addresses.isEmpty, "a chain is reached by a node")
        self.chainID = chainID
        nodes = addresses.map { ChainNode($0, engine: engine) }
        quorum = addresses.count / 2 + 1
        checkedUntil = Mutex([UInt64](repeating: 0, count: addresses.count))
        breakers = Mutex([NodeBreaker](repeating: NodeBreaker(), count: addresses.count))
    }

    /// Asks all nodes for what they know of an account. Throws ``NodeFault`` if fewer than enough answer.
    package func observe(_ account: Address, transactions: [Bytes32]) async throws(NodeFault) -> ChainObservation {
        let answers = await all { node throws(NodeFault) in try await node.reading(of: account, transactions: transactions) }
        let readings = answers.compactMap { try? $0.get() }
        guard let observation = ChainObservation(readings, quorum: quorum) else { throw Self.fault(answers, needed: quorum) }
        return observation
    }

    /// Gives a signed transaction's bytes to all nodes, also to those that are slow to answer.
    package func send(_ raw: [UInt8], hash: Bytes32) async -> SendAnswer {
        let answers = await all(isForAll: true) { node throws(NodeFault) in
            let told = try await node.need(.send(raw: raw), as: NodeHash.self).value
            guard told == hash else { throw NodeFault(.malformed, "\(node.address): eth_sendRawTransaction: another transaction's hash") }
        }
        return SendAnswer(answers.map { if case .failure(let fault) = $0 { fault } else { nil } })
    }

    /// What a contract answers, where enough nodes answer the same. Throws ``NodeFault``, with `reverted` if they say that it refuses.
    package func call(_ contract: Address, data: [UInt8]) async throws(NodeFault) -> [UInt8] {
        try await agreed("eth_call") { node throws(NodeFault) in
            try await node.need(.call(to: contract, data: data, from: nil), as: NodeBytes.self).bytes
        }
    }

    /// Whether code stands at an address, as enough nodes say.
    package func hasCode(_ contract: Address) async throws(NodeFault) -> Bool {
        try await agreed("eth_getCode") { node throws(NodeFault) in
            try await !node.need(.code(contract), as: NodeBytes.self).bytes.isEmpty
        }
    }

    /// The gas that the nodes reckon a call takes, in their middle: no single one makes it too much or too little. Throws ``NodeFault``, with
    /// `reverted` if one says that the contract refuses and too few say otherwise.
    package func estimate(_ contract: Address?, data: [UInt8], from account: Address) async throws(NodeFault) -> UInt64 {
        let answers = await all { node throws(NodeFault) in
            try await node.need(.estimate(to: contract, data: data, from: account), as: NodeNumber.self).value
        }
        let told = answers.compactMap { try? $0.get() }
        // One that is on another fork may refuse what enough others take.
        if told.count < quorum { for case .failure(let fault) in answers where fault.code == .reverted { throw fault } }
        // Too much costs nothing, since what is not used is not paid; too little costs all.
        guard let gas = Votes.upperMiddle(of: told) else { throw Self.fault(answers, needed: 1) }
        return gas
    }

    /// The transactions that any node tells to stand in a block, unchecked. Throws ``NodeFault`` if none answers.
    func transactions(inBlock number: UInt64) async throws(NodeFault) -> [ChainTransaction] {
        let answers = await all { node throws(NodeFault) in try await node.ask(.transactions(number), as: ChainBlockBody.self) }
        let told = answers.compactMap { try? $0.get() }
        guard !told.isEmpty else { throw Self.fault(answers, needed: 1) }
        return told.flatMap { $0.transactions }
    }

    /// What whoever makes the block wants, in wei per gas, in the middle of what the nodes tell. Throws ``NodeFault``.
    package func tip() async throws(NodeFault) -> UInt256 {
        let answers = await all { node throws(NodeFault) in try await node.need(.tip, as: NodeQuantity.self).value }
        guard let tip = Votes.lowerMiddle(of: answers.compactMap { try? $0.get() }) else { throw Self.fault(answers, needed: 1) }
        return tip
    }

    private func agreed<Value: Hashable & Sendable>(
        _ method: String, _ ask: @escaping @Sendable (ChainNode) async throws(NodeFault) -> Value
    ) async throws(NodeFault) -> Value {
        let answers = await all(ask)
        let voices = Dictionary(grouping: answers.compactMap { try? $0.get() }) { $0 }.filter { $0.value.count >= quorum }
        if voices.count == 1, let value = voices.keys.first { return value }
        for case .failure(let fault) in answers where fault.code == .reverted { throw fault }
        if voices.isEmpty, answers.allSatisfy({ (try? $0.get()) != nil }) || voices.count > 1 {
            throw NodeFault(.behind, "\(method): the nodes answer differently; one may be behind")
        }
        throw Self.fault(answers, needed: quorum)
    }

    /// Asks for the chain's number, now and then. Throws ``NodeFault``.
    func check(_ index: Int) async throws(NodeFault) {
        guard checkedUntil.withLock({ $0[index] }) < EventLoop.nowNanos() else { return }
        let node = nodes[index]
        let found = try await node.need(.chainID, as: NodeNumber.self).value
        guard found == chainID else {
            throw node.isElsewhere(NodeFault(.otherChain, "\(node.address) serves chain \(found), this host anchors on \(chainID)"))
        }
        checkedUntil.withLock { $0[index] = EventLoop.nowNanos() + Self.trustNanos }
    }

    private static func fault<Value>(_ answers: [Result<Value, NodeFault>], needed: Int) -> NodeFault {
        let faults = answers.compactMap { if case .failure(let fault) = $0 { fault } else { nil } }
        guard let first = faults.first(where: { $0.code == .otherChain }) ?? faults.first else {
            return NodeFault(.behind, "no node has answered")
        }
        return faults.count == 1
            ? first
            : NodeFault(
                first.code, "\(answers.count - faults.count) of \(answers.count) nodes answer, \(needed) are needed: \(first.message)")
    }
}
