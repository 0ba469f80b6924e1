package import Ethereum
internal import EventLoop
internal import Foundation

/// One transaction that the operator orders by a command, not the sender on its own: made, decided upon, signed, sent and followed until
/// its block is final. It holds the lease meanwhile, so that no host signs with the same account.
///
/// Thread: any, for every function; none blocks.
package struct NotaryErrand: Sendable {
    private static let leaseMilliseconds = 20_000

    package let chain: ChainClient
    package let store: NotaryStore
    private let signer: any NotarySigner
    private let feeCap: UInt256
    private let holder = UUID().uuidString
    private let pause: Duration

    /// - Parameter pause: Between two looks at the chain.
    package init(
        chain: ChainClient, store: NotaryStore, signer: any NotarySigner, feeCap: UInt256, pause: Duration = .seconds(2)
    ) {
        self.chain = chain
        self.store = store
        self.signer = signer
        self.feeCap = feeCap
        self.pause = pause
    }

    /// What would be sent, before anything is signed.
    package struct Plan: Sendable, Hashable {
        package let transaction: Transaction
        /// In wei, what it costs at most on this chain.
        package let costWei: UInt256
        package let balanceWei: UInt256
    }

    /// How far it has come.
    package enum Step: Sendable, Hashable {
        case signed(Bytes32)
        case included(block: UInt64)
        case final(block: UInt64)
    }

    /// Makes the transaction with the account's next nonce.
    /// - Parameter to: nil to make a contract.
    /// - Throws: ``NodeFault``, ``NotaryErrandError``.
    package func plan(to: Address?, data: [UInt8]) async throws -> Plan {
        let seen = try await chain.observe(signer.address, transactions: [])
        let gas = try await chain.estimate(to, data: data, from: signer.address)
        let tip = try await chain.tip()
        guard let fees = TransactionFees(baseFee: seen.latest.baseFee, tip: tip, cap: feeCap) else {
            throw NotaryErrandError(
                "a block asks for \(seen.latest.baseFee) wei per gas, NOTARY_MAX_FEE_MWEI allows \(feeCap): wait, or allow more")
        }
        let transaction = Transaction(
            chainID: chain.chainID, nonce: seen.nonce, maxPriorityFeePerGas: fees.tip, maxFeePerGas: fees.maximum, gasLimit: gas + gas / 8,
            to: to, data: data)
        guard let cost = SignerPolicy.cost(transaction), cost <= seen.balance else {
            throw NotaryErrandError("the account \(signer.address) has \(seen.balance) wei, too little for this: send it ether")
        }
        return Plan(transaction: transaction, costWei: cost, balanceWei: seen.balance)
    }

    /// Does it, and then `finish` under the same lease.
    ///
    /// A run that was cut short may be repeated while its transaction waits: it takes the same nonce, so that one of both counts.
    /// - Parameter policy: What this one may be; the decision is written down before the signature.
    /// - Throws: ``NotaryErrandError``, ``SignerFault``, ``NodeFault`` before it was sent; nothing ends it afterwards but cancellation.
    package func perform<Value: Sendable>(
        _ plan: Plan, by policy: SignerPolicy, told: @Sendable (Step) -> Void, finish: (NotaryLease) async throws -> Value
    ) async throws -> Value {
        try await leased { lease in
            try await store.decide(lease, plan.transaction, by: policy)
            let signature = try await signer.sign(plan.transaction.signingDigest)
            let attempt = TransactionAttempt(try plan.transaction.signed(with: signature, by: signer.address))
            told(.signed(attempt.hash))
            try await follow(attempt, told)
            return try await finish(lease)
        }
    }

    /// Does something under the lease; refuses while a host anchors, or while something of the account is under way.
    package func leased<Value: Sendable>(_ body: (NotaryLease) async throws -> Value) async throws -> Value {
        guard let lease = try await renew() else {
            let host = try await store.queue().sender ?? "another host"
            throw NotaryErrandError("\(host) anchors with this database: stop it first, and give it 10 s")
        }
        do {
            guard try await store.openTransactions().isEmpty else {
                throw NotaryErrandError("transactions of the account are under way: let a host bring them to their end first")
            }
            let value = try await body(lease)
            try await store.release(holder: holder)
            return value
        } catch {
            try? await store.release(holder: holder)
            throw error
        }
    }

    private func renew() async throws -> NotaryLease? { try await store.acquire(holder: holder, milliseconds: Self.leaseMilliseconds) }

    private func follow(_ attempt: TransactionAttempt, _ told: @Sendable (Step) -> Void) async throws {
        var last: Step?
        if case .refused(let fault) = await chain.send(attempt.raw, hash: attempt.hash) { throw fault }
        while true {
            guard try await renew() != nil else {
                throw NotaryErrandError("another host has taken over: see what became of the transaction")
            }
            // What one look misses the next one sees: the transaction is out.
            if let seen = try? await chain.observe(signer.address, transactions: [attempt.hash]) {
                if let receipt = seen.receipts[attempt.hash] {
                    let isFinal = seen.depth(of: receipt) == .finalized
                    guard receipt.succeeded || !isFinal else { throw NotaryErrandError("the chain refused transaction \(attempt.hash)") }
                    let step: Step = isFinal ? .final(block: receipt.blockNumber) : .included(block: receipt.blockNumber)
                    if step != last { told(step) }
                    last = step
                    if isFinal { return }
                } else if !seen.seen.contains(attempt.hash) {
                    _ = await chain.send(attempt.raw, hash: attempt.hash)
                }
            }
            try await Task.sleep(for: pause)
        }
    }
}

/// Why an errand was not done.
package struct NotaryErrandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened and what to do.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
