internal import Ethereum
internal import EventLoop

/// What this account has anchored although its database says otherwise: a transaction that was given up, or one that it does not know.
extension NotarySender {
    /// Looks whether the contract has the root that a nonce was to anchor; if so, goes on with the transaction that placed it.
    ///
    /// - Returns: Whether the contract has it.
    @discardableResult
    func recovered(_ nonce: UInt64, _ lease: NotaryLease) async throws -> Bool {
        guard let interval = try await store.interval(of: nonce) else { return false }
        return try await recovered(interval, lease)
    }

    /// The same for an interval.
    @discardableResult
    func recovered(_ interval: NotaryStore.Orphan, _ lease: NotaryLease) async throws -> Bool {
        let answer = try await chain.call(
            settings.contract,
            data: NotaryContract.placed(notary: signer.address, stream: interval.anchor.stream, root: interval.anchor.root).data)
        guard let placement = try NotaryContract.placement(from: answer) else { return false }
        let known = try await store.attempts(of: interval)
        var placed = try await success(of: known.map(\.hash))
        var lost: SignedTransaction?
        if placed == nil, let found = try await transaction(of: interval, in: placement.block) {
            if !known.contains(where: { $0.hash == found.hash }) { lost = found }
            placed = try await success(of: [found.hash])
        }
        guard let placed, let nonce = lost?.transaction.nonce ?? known.first(where: { $0.hash == placed.transaction })?.nonce else {
            trouble(
                .contradiction(
                    "the contract has the root of interval \(interval.sequence) since block \(placement.block), and no transaction is told that has placed it; asking again"
                ))
            return true
        }
        let attempt = lost.map { TransactionAttempt($0) }
        try await store.takeBack(lease, interval, nonce: nonce, inclusion: TransactionPhase.Inclusion(placed), lost: attempt)
        logger.notice(
            "notary: an interval stands on the chain under a transaction that was given up or not known",
            metadata: ["sequence": "\(interval.sequence)", "nonce": "\(nonce)", "transaction": "\(placed.transaction)"])
        let open = try await store.openTransactions()
        machines = machines.filter { machine in open.contains { $0.nonce == machine.key } }
        if let stored = open.first(where: { $0.nonce == nonce }) { machines[nonce] = TransactionMachine(stored, rules: rules) }
        return true
    }

    /// The receipt of the one of these transactions that did what it was to do, as enough nodes say.
    private func success(of hashes: [Bytes32]) async throws -> ChainReceipt? {
        guard !hashes.isEmpty else { return nil }
        let seen = try await chain.observe(signer.address, transactions: hashes)
        return hashes.lazy.compactMap { seen.receipts[$0] }.first { $0.succeeded }
    }

    /// The account's own transaction in a block that anchors this; not looked for in each turn, since blocks are large. One node's word is
    /// enough to find it: the signature says whose it is.
    private func transaction(of interval: NotaryStore.Orphan, in block: UInt64) async throws -> SignedTransaction? {
        if let last = looksThroughBlocks[interval.id], EventLoop.nowNanos() - last < rules.resendNanos { return nil }
        let data = NotaryContract.anchor(interval.anchor).data
        let told = try await chain.transactions(inBlock: block)
        looksThroughBlocks[interval.id] = EventLoop.nowNanos()
        return told.lazy
            .compactMap { [account = signer.address, contract = settings.contract] in $0.signed(by: account, to: contract, data: data) }
            .first
    }
}

extension TransactionMachine {
    /// Goes on where the stored one stands.
    init(_ stored: NotaryStore.StoredTransaction, rules: TransactionRules) {
        self.init(nonce: stored.nonce, attempts: stored.attempts, phase: stored.phase, alarm: stored.alarm, rules: rules)
    }
}
