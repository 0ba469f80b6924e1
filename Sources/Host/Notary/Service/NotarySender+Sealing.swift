internal import Ethereum
internal import EventLoop

extension NotarySender {
    /// Anchors what was in vain before, or seals the next interval if it is time.
    func goOn(_ seen: ChainObservation, _ lease: NotaryLease) async throws {
        let stream = try await store.stream(lease)
        if let reason = stream.halted { return trouble(.halted(reason)) }
        if let order = try await store.openOrder() { return trouble(.ordered(nonce: order.nonce, command: order.command)) }
        // One at a time on its way into a block: the next one hangs on its link.
        guard machines.values.allSatisfy({ $0.phase.inclusion?.succeeded == true }) else { return resetPatience() }
        let orphan = try await store.orphan(of: stream)
        let isDue = stream.secondsSinceSealed.map { $0 >= settings.intervalSeconds } ?? true
        guard orphan != nil || isDue else { return }
        let leaves = orphan == nil ? try await store.waitingLeaves(limit: BlindedInterval.maximumSize) : []
        guard orphan != nil || !leaves.isEmpty else { return }
        // First of all: what stands on the chain already needs no nonce, and may be why the next one is not the one that is known here.
        guard try await hasCode(), try await isHead(orphan?.anchor.previousLink ?? stream.link, orphan, stream, lease),
            let nonce = try await nonce(seen, stream, lease)
        else { return }
        if let orphan {
            guard let attempt = try await attempt(orphan.anchor, nonce, seen, lease) else { return }
            try await store.anchorAgain(lease, interval: orphan.id, of: stream, nonce: nonce, attempt: attempt)
            return try await begin(nonce, attempt, lease)
        }
        let interval = try BlindedInterval(
            leaves: leaves.map(\.leaf), stream: stream.stream, previousLink: stream.link, sequence: stream.sequence + 1,
            isPublished: settings.publishesManifests)
        guard let attempt = try await attempt(interval.anchor, nonce, seen, lease) else { return }
        _ = try await store.seal(
            lease, interval, sequence: stream.sequence + 1, of: leaves, into: stream, nonce: nonce, attempt: attempt)
        figures.intervals += 1
        logger.info("notary: an interval is sealed", metadata: ["sequence": "\(stream.sequence + 1)", "leaves": "\(leaves.count)"])
        try await begin(nonce, attempt, lease)
    }

    private func begin(_ nonce: UInt64, _ attempt: TransactionAttempt, _ lease: NotaryLease) async throws {
        machines[nonce] = TransactionMachine(nonce: nonce, attempts: [attempt], rules: rules)
        try await handle(.began, nonce, lease)
    }

    /// More than this many transactions that are not known here are no stranger's, but a node's lie: believed once, it would leave the
    /// account's next transaction waiting for ever.
    private static let strangeNonces: UInt64 = 1_000

    /// The next nonce; nil where something else has used the key, and a halt once that has been so for a while.
    private func nonce(_ seen: ChainObservation, _ stream: NotaryStore.Stream, _ lease: NotaryLease) async throws -> UInt64? {
        guard let next = stream.nextNonce else { return seen.nonce }
        guard seen.nonce > next else {
            strangeNonce.reset()
            return next
        }
        guard seen.nonce - next <= Self.strangeNonces else {
            strangeNonce.reset()
            trouble(
                .contradiction(
                    "the account \(signer.address) is said to have sent \(seen.nonce) transactions, this host knows of \(next): not believed; use nodes of other providers, and if it is so, another account"
                ))
            return nil
        }
        guard !stream.isResumed else { return seen.nonce }
        guard strangeNonce.isOver(nowNanos: EventLoop.nowNanos(), limitNanos: rules.strangerNanos) else { return nil }
        let reason =
            "the account \(signer.address) has sent \(seen.nonce - next) transactions that this host knows nothing of: find out who else has its key"
        logger.error("notary: \(reason)")
        try await store.halt(lease, stream, reason: reason)
        trouble(.halted(reason))
        return nil
    }

    /// A signed transaction that anchors; nil where it cannot be made now.
    private func attempt(
        _ anchor: Anchor, _ nonce: UInt64, _ seen: ChainObservation, _ lease: NotaryLease
    ) async throws -> TransactionAttempt? {
        let data = NotaryContract.anchor(anchor).data
        let gas: UInt64
        do throws(NodeFault) {
            gas = try await chain.estimate(settings.contract, data: data, from: signer.address)
        } catch {
            guard error.code == .reverted else { throw error }
            // The head was looked at just now: a node that is behind still sees the one before.
            trouble(.refused(error.message))
            return nil
        }
        let tip = try await chain.tip()
        figures.tip = tip
        guard let fees = TransactionFees(baseFee: seen.latest.baseFee, tip: tip, cap: settings.feeCap) else {
            trouble(.tooDear(baseFee: seen.latest.baseFee, cap: settings.feeCap))
            return nil
        }
        // A third above what it takes: the first anchor of an account fills storage that was empty.
        let transaction = Transaction(
            chainID: settings.chainID, nonce: nonce, maxPriorityFeePerGas: fees.tip, maxFeePerGas: fees.maximum,
            gasLimit: gas + gas / 3, to: settings.contract, data: data)
        guard try await isPayable(transaction, seen) else { return nil }
        return try await sign(transaction, lease)
    }

    private func hasCode() async throws -> Bool {
        if !hasContract { hasContract = try await chain.hasCode(settings.contract) }
        if !hasContract { trouble(.noContract(settings.contract, chainID: settings.chainID)) }
        return hasContract
    }

    /// Whether the stream stands where the next anchor goes on. A head that is nobody's here for a while halts the stream; one that the
    /// stream has left behind does not, nor one that the orphan has made itself.
    private func isHead(
        _ previous: Bytes32, _ orphan: NotaryStore.Orphan?, _ stream: NotaryStore.Stream, _ lease: NotaryLease
    ) async throws -> Bool {
        let answer = try await chain.call(
            settings.contract, data: NotaryContract.head(notary: signer.address, stream: stream.stream).data)
        let head = try NotaryContract.link(from: answer)
        guard head != previous else {
            resetHeads()
            return true
        }
        if let orphan, try await recovered(orphan, lease) {
            resetHeads()
            return false
        }
        let now = EventLoop.nowNanos()
        guard try await !store.isLink(head, of: stream) else {
            strangeHead.reset()
            if oldHead.isOver(nowNanos: now, limitNanos: rules.strangerNanos) { trouble(.behind(head: head)) }
            return false
        }
        oldHead.reset()
        guard strangeHead.isOver(nowNanos: now, limitNanos: rules.strangerNanos) else { return false }
        let reason =
            "the stream's head on the chain is \(head), this database goes on from \(previous): it was restored from an older backup, or somebody else has the key"
        logger.error("notary: \(reason)")
        try await store.halt(lease, stream, reason: reason)
        trouble(.halted(reason))
        return false
    }

    private func resetHeads() { (strangeHead, oldHead) = (Patience(), Patience()) }

    /// Whether the balance covers what it can cost, its place on the chain below included.
    private func isPayable(_ transaction: Transaction, _ seen: ChainObservation) async throws -> Bool {
        let oracle = FeeOracle.l1FeeUpperBound(unsignedCount: UInt64(transaction.unsignedBytes.count))
        // A chain without that oracle has no chain below to pay for.
        let below = (try? await FeeOracle.fee(from: chain.call(FeeOracle.address, data: oracle.data))) ?? 0
        guard let cost = SignerPolicy.cost(transaction), let all = try? cost.adding(below), all <= seen.balance else {
            trouble(.cannotPay(signer.address, wei: seen.balance))
            return false
        }
        return true
    }
}
