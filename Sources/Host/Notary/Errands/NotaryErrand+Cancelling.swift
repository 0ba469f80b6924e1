internal import Ethereum

extension NotaryErrand {
    /// What takes the open order's nonce from it: nothing, sent by the account to itself, for more than the order offers. One that an
    /// earlier run has signed is gone on with.
    /// - Throws: ``NodeFault``, ``NotaryErrandError`` where it cannot be taken back any more.
    package func cancellation(of order: NotaryOrder) async throws -> Plan {
        let seen = try await chain.observe(signer.address, transactions: [])
        if order.last.does(signer.address, []) { return plan(signed: order, seen) }
        guard seen.nonce <= order.nonce else {
            throw NotaryErrandError(
                "nonce \(order.nonce) is used already, by the transaction or by another one: run `\(order.command)` again, which ends it")
        }
        let wanted = TransactionFees(baseFee: seen.latest.baseFee, tip: order.last.attempt.fees.tip, cap: feeCap)
        guard let fees = TransactionFees(replacing: order.last.attempt.fees, wanted: wanted, cap: feeCap) else {
            throw NotaryErrandError(
                "transaction \(order.last.attempt.hash) offers as much as NOTARY_MAX_FEE_MWEI allows, \(feeCap) wei per gas: allow a tenth more, or run `\(order.command)` again and wait"
            )
        }
        return try await plan(to: signer.address, data: [], nonce: order.nonce, fees, seen)
    }
}
