package import Ethereum
internal import Foundation

/// One transaction that the operator orders by a command, not the sender on its own: made, decided upon, signed, stored, sent, raised and
/// followed until its block is final. It holds the lease meanwhile, so that no host signs with the same account; cut short, it is gone on
/// with by the same command, with the same bytes, and until then nothing is anchored.
///
/// Thread: any, for every function; none blocks.
package struct NotaryErrand: Sendable {
    package let chain: ChainClient
    package let store: NotaryStore
    let signer: any NotarySigner
    let feeCap: UInt256
    private let holder = UUID().uuidString
    let pause: Duration
    let rules: TransactionRules
    let keeper: LeaseKeeper

    /// - Parameters:
    ///   - pause: Between two looks at the chain.
    package init(
        chain: ChainClient, store: NotaryStore, signer: any NotarySigner, feeCap: UInt256, rules: TransactionRules? = nil,
        pause: Duration = .seconds(2)
    ) {
        self.chain = chain
        self.store = store
        self.signer = signer
        self.feeCap = feeCap
        self.pause = pause
        self.rules = rules ?? TransactionRules(feeCap: feeCap)
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
        /// The same for more.
        case raised(Bytes32, TransactionFees)
        /// It may not be raised now, with the reason.
        case notRaised(String)
        /// Why it does not go on for now.
        case waiting(TransactionAlarm)
        case included(block: UInt64)
        case final(block: UInt64)
    }

    /// Makes the transaction with the account's next nonce, or takes the one that an earlier run has signed.
    /// - Parameter to: nil to make a contract.
    /// - Throws: ``NodeFault``, ``NotaryErrandError``.
    package func plan(to: Address?, data: [UInt8]) async throws -> Plan {
        let seen = try await chain.observe(signer.address, transactions: [])
        if let order = try await store.openOrder() {
            guard order.last.does(to, data) else { throw NotaryErrandError(Self.otherOrder(order)) }
            return plan(signed: order, seen)
        }
        let tip = try await chain.tip()
        guard let fees = TransactionFees(baseFee: seen.latest.baseFee, tip: tip, cap: feeCap) else {
            throw NotaryErrandError(
                "a block asks for \(seen.latest.baseFee) wei per gas, NOTARY_MAX_FEE_MWEI allows \(feeCap): wait, or allow more")
        }
        return try await plan(to: to, data: data, nonce: seen.nonce, fees, seen)
    }

    /// The order as it was signed last.
    func plan(signed order: NotaryOrder, _ seen: ChainObservation) -> Plan {
        let transaction = order.last.transaction
        return Plan(
            transaction: transaction, costWei: SignerPolicy.cost(transaction) ?? .max, balanceWei: seen.balance, isSigned: true)
    }

    /// A transaction that nobody has signed yet. Throws ``NodeFault``, ``NotaryErrandError`` where the account cannot pay for it.
    func plan(
        to: Address?, data: [UInt8], nonce: UInt64, _ fees: TransactionFees, _ seen: ChainObservation
    ) async throws -> Plan {
        let gas = try await chain.estimate(to, data: data, from: signer.address)
        let transaction = Transaction(
            chainID: chain.chainID, nonce: nonce, maxPriorityFeePerGas: fees.tip, maxFeePerGas: fees.maximum, gasLimit: gas + gas / 8,
            to: to, data: data)
        guard let cost = SignerPolicy.cost(transaction), cost <= seen.balance else {
            throw NotaryErrandError("the account \(signer.address) has \(seen.balance) wei, too little for this: send it ether")
        }
        return Plan(transaction: transaction, costWei: cost, balanceWei: seen.balance, isSigned: false)
    }

    /// Does it, and then `finish` under the same lease.
    ///
    /// A run that was cut short is repeated with the bytes that it stored, whatever it came to. What takes an open order back is signed
    /// under the order's nonce, and whichever of them comes into a block counts.
    /// - Parameter policy: What this one may be; the decision is written down before the signature.
    /// - Throws: ``NotaryErrandError``, ``SignerFault``, ``NodeFault`` before it was sent; nothing ends it afterwards but cancellation, and
    ///   that the chain refused it or took another one in its place.
    package func perform<Value: Sendable>(
        _ plan: Plan, by policy: SignerPolicy, told: @Sendable (Step) -> Void, finish: (NotaryLease) async throws -> Value
    ) async throws -> Value {
        try await leased { lease in
            let wanted = plan.transaction
            let stored = try await store.openOrder()
            let order: NotaryOrder
            if let stored, stored.last.does(wanted.to, wanted.data) {
                order = stored
            } else {
                let isTakenBack = stored?.nonce == wanted.nonce && wanted.to == store.notary && wanted.data.isEmpty
                if let stored, !isTakenBack { throw NotaryErrandError(Self.otherOrder(stored)) }
                let form = try await sign(wanted, by: policy, lease)
                order = stored?.with(form) ?? NotaryOrder([form])
            }
            told(.signed(order.last.attempt.hash))
            let placed = try await follow(order, isNew: stored == nil, by: policy, lease, told)
            guard placed.does(wanted.to, wanted.data) else {
                try await store.reopen(lease, placed)
                throw NotaryErrandError(
                    "transaction \(placed.attempt.hash) came into a block first: run `\(placed.command)` again, which ends it")
            }
            let value = try await finish(lease)
            try await store.end(lease, placed, .done)
            return value
        }
    }

    private static func otherOrder(_ order: NotaryOrder) -> String {
        "an earlier `\(order.command)` has signed transaction \(order.last.attempt.hash) and was cut short: run that again first, or take it back by `hashinsight notary cancel`"
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
}

/// Why an errand was not done.
package struct NotaryErrandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened and what to do.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
