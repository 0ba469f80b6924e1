package import Ethereum

extension NotaryErrand {
    /// Where the contract would stand, and what its transaction is.
    package func deployment() async throws -> (address: Address, plan: Plan) {
        let plan = try await plan(to: nil, data: NotaryCode.creation)
        return (Address(createdBy: store.notary, nonce: plan.transaction.nonce), plan)
    }

    /// The contract that the account's last transaction made, if it made one: a run that was cut short, or one that is repeated.
    package func lastContract() async throws -> Address? {
        let nonce = try await chain.observe(store.notary, transactions: []).nonce
        guard nonce > 0 else { return nil }
        let address = Address(createdBy: store.notary, nonce: nonce - 1)
        return try await chain.hasCode(address) ? address : nil
    }

    /// Puts the contract on the chain.
    package func deploy(_ plan: Plan, by policy: SignerPolicy, told: @Sendable (Step) -> Void) async throws {
        try await perform(plan, by: policy, told: told) { try await store.passOver($0) }
    }

    /// Whether `new` has the stream already.
    /// - Throws: ``NotaryErrandError`` where the stream cannot be given to it.
    package func isHandedOver(_ stream: NotaryStore.Stream, to new: Address) async throws -> Bool {
        guard stream.sequence > 0 else { throw NotaryErrandError("nothing was anchored yet: there is no stream to hand over") }
        let head = try await chain.call(store.contract, data: NotaryContract.head(notary: new, stream: stream.stream).data)
        let link = try NotaryContract.link(from: head)
        if link == stream.link { return true }
        guard link == .zero else { throw NotaryErrandError("\(new) has a stream of this id that stands elsewhere: take another account") }
        return false
    }

    /// The call that gives the stream away.
    package func handOver(_ stream: NotaryStore.Stream, to new: Address) async throws -> Plan {
        try await plan(to: store.contract, data: NotaryContract.handOver(stream: stream.stream, to: new).data)
    }
}
