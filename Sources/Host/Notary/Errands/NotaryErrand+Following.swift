internal import Ethereum
internal import EventLoop

extension NotaryErrand {
    /// Follows an order until its block is final: sent again where no node has it, raised within the policy where it waits for too long or
    /// offers less than a block asks for.
    ///
    /// - Parameter isNew: Whether no node can have had it before.
    /// - Returns: The form that stands on the chain.
    func follow(
        _ order: NotaryOrder, isNew: Bool, by policy: SignerPolicy, _ lease: NotaryLease, _ told: @Sendable (Step) -> Void
    ) async throws -> NotaryOrder.Form {
        var order = order
        var machine = TransactionMachine(nonce: order.nonce, attempts: order.forms.map(\.attempt), rules: rules)
        var effects = machine.handle(.began, nowNanos: EventLoop.nowNanos())
        var isFirst = isNew
        var last: Step?
        var alarm: TransactionAlarm?
        while true {
            while !effects.isEmpty {
                let event: TransactionMachine.Event
                switch effects.removeFirst() {
                // An order has no state but its signed forms: what the chain says of them is asked again.
                case .store: continue
                case .send(let attempt):
                    try await keeper.confirm(lease)
                    let answer = await chain.send(attempt.raw, hash: attempt.hash)
                    if isFirst, case .refused(let fault) = answer, fault.isForGood {
                        // No node has had it before, and each refuses it for good.
                        try await store.end(lease, order.last, .refused)
                        throw fault
                    }
                    isFirst = false
                    event = .answered(attempt.hash, answer)
                case .replace(let fees):
                    if let form = try await raise(order.last, to: fees, by: policy, lease, told) {
                        order = order.with(form)
                        event = .replaced(form.attempt)
                    } else {
                        event = .notReplaced
                    }
                }
                effects += machine.handle(event, nowNanos: EventLoop.nowNanos())
            }
            if machine.alarm != alarm {
                alarm = machine.alarm
                if let alarm, alarm != .keyUsedElsewhere, alarm != .reverted { told(.waiting(alarm)) }
            }
            if machine.alarm == .keyUsedElsewhere {
                try await store.end(lease, order.last, .lost)
                throw NotaryErrandError(
                    "another transaction of \(store.notary) has used nonce \(order.nonce): find out who else has its key, then run the command again"
                )
            }
            if let inclusion = machine.phase.inclusion, let form = order.forms.first(where: { $0.attempt.hash == inclusion.attempt }) {
                let isFinal = machine.phase.isFinal
                guard inclusion.succeeded || !isFinal else {
                    try await store.end(lease, form, .refused)
                    throw NotaryErrandError("the chain refused transaction \(inclusion.attempt)")
                }
                let step: Step = isFinal ? .final(block: inclusion.blockNumber) : .included(block: inclusion.blockNumber)
                if step != last { told(step) }
                last = step
                if isFinal { return form }
            }
            try await Task.sleep(for: pause)
            // What one look misses the next one sees: the transaction is out.
            if let seen = try? await chain.observe(store.notary, transactions: machine.attempts.map(\.hash)) {
                effects = machine.handle(.observed(seen), nowNanos: EventLoop.nowNanos())
            }
        }
    }

    /// The same with these fees, signed and stored; nil where the policy or the signer refuses it now.
    private func raise(
        _ form: NotaryOrder.Form, to fees: TransactionFees, by policy: SignerPolicy, _ lease: NotaryLease,
        _ told: @Sendable (Step) -> Void
    ) async throws -> NotaryOrder.Form? {
        do {
            let raised = try await sign(form.transaction.offering(fees), by: policy, lease)
            told(.raised(raised.attempt.hash, fees))
            return raised
        } catch let fault as SignerFault {
            told(.notRaised(fault.message))
            return nil
        }
    }

    /// Has the policy decide, signs and stores.
    func sign(_ transaction: Transaction, by policy: SignerPolicy, _ lease: NotaryLease) async throws -> NotaryOrder.Form {
        try await store.decide(lease, transaction, by: policy)
        let signature = try await signer.sign(transaction.signingDigest)
        let form = NotaryOrder.Form(try transaction.signed(with: signature, by: signer.address))
        try await store.keep(lease, form)
        return form
    }
}
