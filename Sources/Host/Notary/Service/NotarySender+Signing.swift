internal import Ethereum
internal import EventLoop

extension NotarySender {
    /// Has the policy decide, and signs; after a fault not at once again.
    func sign(_ transaction: Transaction, _ lease: NotaryLease) async throws -> TransactionAttempt {
        if let fault = rest.fault(nowNanos: EventLoop.nowNanos()) { throw fault }
        do {
            try await store.decide(lease, transaction, by: settings.policy)
            let signature = try await signer.sign(transaction.signingDigest)
            rest = SignerRest()
            return TransactionAttempt(try transaction.signed(with: signature, by: signer.address))
        } catch let fault as SignerFault {
            rest.failed(fault, nowNanos: EventLoop.nowNanos())
            throw fault
        }
    }

    /// Throws where it is unknown what is stored.
    func replacement(
        of machine: TransactionMachine, _ fees: TransactionFees, _ lease: NotaryLease
    ) async throws -> TransactionMachine.Event {
        do {
            let attempt = try await sign(SignedTransaction(raw: machine.dearest.raw).transaction.offering(fees), lease)
            try await store.replace(lease, nonce: machine.nonce, number: machine.attempts.count + 1, attempt: attempt)
            figures.replacements += 1
            logger.notice("notary: a dearer attempt", metadata: ["nonce": "\(machine.nonce)", "fee": "\(fees.maximum)"])
            return .replaced(attempt)
        } catch let fault as SignerFault {
            trouble(.other("transaction \(machine.nonce) is not replaced: \(fault)"))
            return .notReplaced
        }
    }
}
