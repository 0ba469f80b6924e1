internal import Ethereum

extension NotaryErrand {
    /// What takes the open order's nonce from it: nothing, sent by the account to itself, for more than the order offers. One that an
    /// earlier run has signed is gone on with.
    /// - Throws: ``NodeFault``, ``NotaryErrandError`` where there is nothing to take back, or no more.
    package func cancellation() async throws -> Plan {
        guard let order = try await store.openOrder() else {
            throw NotaryErrandError("no `hashinsight notary deploy` or `hand-over` is open: there is nothing to take back")
        }
        let seen = try await chain.observe(store.notary, transactions: order.forms.map(\.attempt.hash))
        if order.last.does(store.notary, []) {
            return Plan(
                transaction: order.last.transaction, costWei: SignerPolicy.cost(order.last.transaction) ?? .max, balanceWei: seen.balance,
                isSigned: true)
        }
        guard seen.nonce <= order.nonce else {
            throw NotaryErrandError(
                "nonce \(order.nonce) is used already, by the transaction or by another one: run `\(order.command)` again, which ends it")
        }
        let gas = try await chain.estimate(store.notary, data: [], from: store.notary)
        let wanted = TransactionFees(baseFee: seen.latest.baseFee, tip: order.last.attempt.fees.tip, cap: feeCap)
        guard let fees = TransactionFees(replacing: order.last.attempt.fees, wanted: wanted, cap: feeCap) else {
            throw NotaryErrandError(
                "transaction \(order.last.attempt.hash) offers as much as NOTARY_MAX_FEE_MWEI allows, \(feeCap) wei per gas: allow a tenth more, or run `\(order.command)` again and wait"
            )
        }
        let transaction = Transaction(
            chainID: chain.chainID, nonce: order.nonce, maxPriorityFeePerGas: fees.tip, maxFeePerGas: fees.maximum, gasLimit: gas + gas / 8,
            to: store.notary, data: [])
        guard let cost = SignerPolicy.cost(transaction), cost <= seen.balance else {
            throw NotaryErrandError("the account \(store.notary) has \(seen.balance) wei, too little for this: send it ether")
        }
        return Plan(transaction: transaction, costWei: cost, balanceWei: seen.balance, isSigned: false)
    }
}
