package import Ethereum
internal import EventLoop
internal import Foundation

/// One transaction that the operator orders by a command, not the sender on its own: made, decided upon, signed, stored, sent and followed
/// until its block is final. It holds the lease meanwhile, so that no host signs with the same account; cut short, it is gone on with by
/// the same command, with the same bytes, and until then nothing is anchored.
///
/// Thread: any, for every function; none blocks.
package struct NotaryErrand: Sendable {
    package let chain: ChainClient
    package let store: NotaryStore
    private let signer: any NotarySigner
    private let feeCap: UInt256
    private let holder = UUID().uuidString
    private let pause: Duration
    private let strangerNanos: UInt64
    private let keeper: LeaseKeeper

    /// - Parameters:
    ///   - pause: Between two looks at the chain.
    ///   - strangerNanos: After which a nonce that something unknown has used counts as lost to it.
    package init(
        chain: ChainClient, store: NotaryStore, signer: any NotarySigner, feeCap: UInt256, pause: Duration = .seconds(2),
        strangerNanos: UInt64 = 30_000_000_000
    ) {
        self.chain = chain
        self.store = store
        self.signer = signer
        self.feeCap = feeCap
        self.pause = pause
        self.strangerNanos = strangerNanos
        keeper = LeaseKeeper(store: store, rhythm: .errand)
    }

    /// What would be sent, before anything is signed.
    package struct Plan: Sendable, Hashable {
        package let transaction: Transaction
        /// In wei, what it costs at most on this chain.
        package let costWei: UInt256
        package let balanceWei: UInt256
        /// Whether an earlier run has signed it already: it is sent again, the same bytes.
        package let isSigned: Bool
    }

    /// How far it has come.
    package enum Step: Sendable, Hashable {
        case signed(Bytes32)
        case included(block: UInt64)
        case final(block: UInt64)
    }

    /// Makes the transaction with the account's next nonce, or takes the one that an earlier run has signed.
    /// - Parameter to: nil to make a contract.
    /// - Throws: ``NodeFault``, ``NotaryErrandError``.
    package func plan(to: Address?, data: [UInt8]) async throws -> Plan {
        let seen = try await chain.observe(signer.address, transactions: [])
        if let order = try await store.openOrder() {
            guard order.does(to, data) else { throw NotaryErrandError(Self.otherOrder(order)) }
            let cost = SignerPolicy.cost(order.transaction) ?? .max
            return Plan(transaction: order.transaction, costWei: cost, balanceWei: seen.balance, isSigned: true)
        }
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
        return Plan(transaction: transaction, costWei: cost, balanceWei: seen.balance, isSigned: false)
    }

    /// Does it, and then `finish` under the same lease.
    ///
    /// A run that was cut short is repeated with the bytes that it stored, whatever it came to.
    /// - Parameter policy: What this one may be; the decision is written down before the signature.
    /// - Throws: ``NotaryErrandError``, ``SignerFault``, ``NodeFault`` before it was sent; nothing ends it afterwards but cancellation, and
    ///   that the chain refused it or took another one in its place.
    package func perform<Value: Sendable>(
        _ plan: Plan, by policy: SignerPolicy, told: @Sendable (Step) -> Void, finish: (NotaryLease) async throws -> Value
    ) async throws -> Value {
        try await leased { lease in
            let stored = try await store.openOrder()
            let order: NotaryOrder
            if let stored {
                guard stored.does(plan.transaction.to, plan.transaction.data) else { throw NotaryErrandError(Self.otherOrder(stored)) }
                order = stored
            } else {
                try await store.decide(lease, plan.transaction, by: policy)
                let signature = try await signer.sign(plan.transaction.signingDigest)
                let attempt = TransactionAttempt(try plan.transaction.signed(with: signature, by: signer.address))
                order = NotaryOrder(attempt: attempt, transaction: plan.transaction)
                try await store.keep(lease, order)
            }
            told(.signed(order.attempt.hash))
            try await follow(order, isNew: stored == nil, lease, told)
            let value = try await finish(lease)
            try await store.end(lease, order, .done)
            return value
        }
    }

    private static func otherOrder(_ order: NotaryOrder) -> String {
        let what = order.transaction.to == nil ? "notary deploy" : "notary hand-over"
        return
            "an earlier `hashinsight \(what)` has signed transaction \(order.attempt.hash) and was cut short: repeat that command with the same arguments first"
    }

    /// Does something under the lease; refuses while a host anchors, or while something of the account is under way.
    package func leased<Value: Sendable>(_ body: (NotaryLease) async throws -> Value) async throws -> Value {
        guard let lease = try await store.acquire(holder: holder, milliseconds: keeper.rhythm.leaseMilliseconds) else {
            let host = try await store.queue().sender ?? "another host"
            throw NotaryErrandError("\(host) anchors with this database: stop it first, and give it 10 s")
        }
        do {
            let value = try await keeper.keeping(lease) {
                guard try await store.openTransactions().isEmpty else {
                    throw NotaryErrandError("transactions of the account are under way: let a host bring them to their end first")
                }
                return try await body(lease)
            }
            try await store.release(holder: holder)
            return value
        } catch {
            try? await store.release(holder: holder)
            if let error = error as? NotaryStoreError, error.code == .fenced {
                throw NotaryErrandError("another host has taken over: run the command again to go on with its transaction")
            }
            throw error
        }
    }

    private func follow(_ order: NotaryOrder, isNew: Bool, _ lease: NotaryLease, _ told: @Sendable (Step) -> Void) async throws {
        let (attempt, nonce) = (order.attempt, order.transaction.nonce)
        var last: Step?
        var strangerSince: UInt64?
        try await keeper.confirm(lease)
        if case .refused(let fault) = await chain.send(attempt.raw, hash: attempt.hash), isNew {
            // No node has had it before, and each refuses it for good.
            try await store.end(lease, order, .refused)
            throw fault
        }
        while true {
            // What one look misses the next one sees: the transaction is out.
            if let seen = try? await chain.observe(signer.address, transactions: [attempt.hash]) {
                if let receipt = seen.receipts[attempt.hash] {
                    let isFinal = seen.depth(of: receipt) == .finalized
                    guard receipt.succeeded || !isFinal else {
                        try await store.end(lease, order, .refused)
                        throw NotaryErrandError("the chain refused transaction \(attempt.hash)")
                    }
                    let step: Step = isFinal ? .final(block: receipt.blockNumber) : .included(block: receipt.blockNumber)
                    if step != last { told(step) }
                    last = step
                    if isFinal { return }
                    strangerSince = nil
                } else if seen.nonce > nonce, !seen.hold([attempt.hash]) {
                    // One node may tell the receipt later than another tells the nonce.
                    let now = EventLoop.nowNanos()
                    strangerSince = strangerSince ?? now
                    if now - strangerSince! >= strangerNanos {
                        try await store.end(lease, order, .lost)
                        throw NotaryErrandError(
                            "another transaction of \(signer.address) has used nonce \(nonce): find out who else has its key, then run the command again"
                        )
                    }
                } else if !seen.hold([attempt.hash]) {
                    strangerSince = nil
                    try await keeper.confirm(lease)
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
