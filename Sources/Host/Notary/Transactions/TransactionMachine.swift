package import Ethereum

/// The life of one transaction, from its signature to a block that can no longer go away. Pure: events in, effects out; the caller does
/// them, in order, and stores ``phase`` and ``alarm`` where an effect says so.
///
/// A nonce is never given up because a send failed: the same bytes are sent again. Only a dearer attempt with the same nonce may stand
/// beside them, so whatever the network does, one of them counts or none.
package struct TransactionMachine: Sendable, Hashable {
    /// What happens to it.
    package enum Event: Sendable, Hashable {
        /// The host has (re)started, or the nodes are reached again.
        case began
        /// What the nodes said to the bytes of an attempt.
        case answered(Bytes32, SendAnswer)
        /// What the nodes agree on.
        case observed(ChainObservation)
        /// A dearer attempt was signed and stored.
        case replaced(TransactionAttempt)
        /// No dearer attempt may be signed now.
        case notReplaced
    }

    /// What is to be done.
    package enum Effect: Sendable, Hashable {
        /// Store phase and alarm, before anything that follows.
        case store
        /// Give the attempt's bytes to all nodes.
        case send(TransactionAttempt)
        /// Sign and store an attempt with these fees, then tell ``Event/replaced(_:)`` or ``Event/notReplaced``.
        case replace(TransactionFees)
    }

    private struct NewestBlock: Sendable, Hashable {
        let number: UInt64
        let sinceNanos: UInt64
    }

    package let nonce: UInt64
    package let rules: TransactionRules
    /// From the first to the dearest; never empty.
    package private(set) var attempts: [TransactionAttempt]
    package private(set) var phase: TransactionPhase
    package private(set) var alarm: TransactionAlarm?
    /// Since when it is in no pool, or in a pool; each by the monotonic clock.
    private var missingSince: UInt64?
    private var waitingSince: UInt64?
    /// While its nonce is used.
    private var stranger = Patience()
    private var newest: NewestBlock?
    private var isReplacing = false
    /// While nodes say that a dearer one than the dearest is there, and how often it was raised for their word.
    private var underpriced = Patience()
    private var raisesForWord = 0
    /// Ten times twice as long: at 30 s for the first raise, some 8 h for the last ones.
    private static let mostDoublings = 10

    /// - Parameter attempts: In the order in which they were signed; not empty.
    package init(
        nonce: UInt64, attempts: [TransactionAttempt], phase: TransactionPhase = .signed, alarm: TransactionAlarm? = nil,
        rules: TransactionRules
    ) {
        precondition(!attempts.isEmpty, "a transaction without a signed form")
        self.nonce = nonce
        self.attempts = attempts
        self.phase = phase
        self.alarm = alarm
        self.rules = rules
    }

    /// Takes an event.
    /// - Parameter nowNanos: Of the monotonic clock.
    package mutating func handle(_ event: Event, nowNanos: UInt64) -> [Effect] {
        guard !phase.isFinal else { return [] }
        switch event {
        case .began:
            missingSince = nowNanos
            // Dearest last: a node that has lost all of them ends with the one that counts.
            return phase.inclusion == nil && alarm != .keyUsedElsewhere ? attempts.map { .send($0) } : []
        case .answered(let hash, let answer): return answered(hash, answer, nowNanos)
        case .observed(let observation): return observed(observation, nowNanos)
        case .replaced(let attempt):
            attempts.append(attempt)
            isReplacing = false
            waitingSince = nowNanos
            underpriced.reset()
            let effects = changed(phase: phase, alarm: alarm == .stuckAtCap ? nil : alarm)
            return phase.inclusion == nil ? effects + [.send(attempt)] : effects
        case .notReplaced:
            isReplacing = false
            waitingSince = nowNanos
            underpriced.reset()
            return []
        }
    }

    /// The attempt that offers most.
    package var dearest: TransactionAttempt { attempts[attempts.count - 1] }

    private mutating func answered(_ hash: Bytes32, _ answer: SendAnswer, _ now: UInt64) -> [Effect] {
        guard phase.inclusion == nil else { return [] }
        switch answer {
        case .taken, .unknown, .nonceTooLow:
            if answer == .taken, hash == dearest.hash { (underpriced, raisesForWord) = (Patience(), 0) }
            // A nonce that is used is a receipt's to explain; the next observation looks for it.
            return changed(phase: .sent, alarm: alarm == .insufficientFunds || alarm == .refused ? nil : alarm)
        case .underpriced:
            let effects = changed(phase: .sent, alarm: alarm)
            // Of an earlier attempt it says only that a later one is there.
            return hash == dearest.hash ? effects + outbid(now) : effects
        case .insufficientFunds: return changed(phase: phase, alarm: .insufficientFunds)
        case .refused: return changed(phase: phase, alarm: .refused)
        }
    }

    private mutating func observed(_ seen: ChainObservation, _ now: UInt64) -> [Effect] {
        let isHalted = noteBlock(seen.latest.number, now)
        if let receipt = attempts.lazy.compactMap({ seen.receipts[$0.hash] }).first { return included(receipt, seen) }
        if let inclusion = phase.inclusion { return vanished(inclusion, seen, now) }
        let hashes = attempts.map(\.hash)
        guard seen.nonce <= nonce else {
            // One node may tell the receipt later than another tells the nonce.
            missingSince = nil
            waitingSince = nil
            let isOver = stranger.isOver(nowNanos: now, limitNanos: rules.strangerNanos)
            guard isOver, !hashes.contains(where: seen.seen.contains) else { return [] }
            return changed(phase: phase, alarm: .keyUsedElsewhere)
        }
        stranger.reset()
        var effects: [Effect] = alarm == .keyUsedElsewhere ? changed(phase: phase, alarm: nil) : []
        if hashes.contains(where: seen.pooled.contains) {
            effects += waiting(seen, now, isHalted: isHalted)
        } else {
            waitingSince = nil
        }
        return effects + missing(seen, hashes, now)
    }

    /// Gives it to the nodes again while too few have it: one alone that says so may lie, and what one has that has it costs nothing again.
    private mutating func missing(_ seen: ChainObservation, _ hashes: [Bytes32], _ now: UInt64) -> [Effect] {
        guard !seen.hold(hashes) else {
            missingSince = nil
            return []
        }
        if missingSince == nil { missingSince = now }
        guard now - missingSince! >= rules.resendNanos else { return [] }
        missingSince = now
        // No node keeps one that offers less than the block asks for.
        return seen.latest.baseFee > dearest.fees.maximum ? replacement(wanted: wanted(seen)) : [.send(dearest)]
    }

    private mutating func included(_ receipt: ChainReceipt, _ seen: ChainObservation) -> [Effect] {
        missingSince = nil
        waitingSince = nil
        stranger.reset()
        let inclusion = TransactionPhase.Inclusion(receipt)
        let next: TransactionPhase =
            switch seen.depth(of: receipt) {
            case .finalized: .finalized(inclusion)
            case .safe: .safe(inclusion)
            case .included: .included(inclusion)
            }
        // A node behind knows less of the same block; that takes nothing back.
        if case .safe(inclusion) = phase, case .included = next { return changed(phase: phase, alarm: receipt.succeeded ? nil : .reverted) }
        return changed(phase: next, alarm: receipt.succeeded ? nil : .reverted)
    }

    /// It was in a block and is not any more, as far as is agreed.
    private mutating func vanished(_ inclusion: TransactionPhase.Inclusion, _ seen: ChainObservation, _ now: UInt64) -> [Effect] {
        // A node that has not come to that block yet says nothing of it, nor do nodes of which too few have lost it.
        guard seen.lack(attempts.map(\.hash), at: inclusion.blockNumber) else { return [] }
        missingSince = now
        return changed(phase: .sent, alarm: nil) + attempts.map { .send($0) }
    }

    private mutating func waiting(_ seen: ChainObservation, _ now: UInt64, isHalted: Bool) -> [Effect] {
        if waitingSince == nil { waitingSince = now }
        // No fee brings it into a block where there are none.
        if isHalted { return changed(phase: .sent, alarm: .chainHalted) }
        let effects = changed(phase: .sent, alarm: alarm == .stuckAtCap ? alarm : nil)
        guard now - waitingSince! >= rules.replaceNanos else { return effects }
        waitingSince = now
        return effects + replacement(wanted: wanted(seen))
    }

    private func wanted(_ seen: ChainObservation) -> TransactionFees? {
        TransactionFees(baseFee: seen.latest.baseFee, tip: dearest.fees.tip, cap: rules.feeCap)
    }

    /// Nodes hold one of this nonce that is dearer than all that is known here: it comes into a block by itself, or they lie. So it is
    /// outbid by the least that they take, once they have said so for a while, and each time after twice as long as the time before.
    private mutating func outbid(_ now: UInt64) -> [Effect] {
        let limit = rules.replaceNanos.multipliedReportingOverflow(by: 1 << UInt64(min(raisesForWord, Self.mostDoublings)))
        guard underpriced.isOver(nowNanos: now, limitNanos: limit.overflow ? .max : limit.partialValue) else { return [] }
        raisesForWord += 1
        return replacement(wanted: nil, percent: TransactionFees.leastRaisePercent)
    }

    private mutating func replacement(wanted: TransactionFees?, percent: UInt128 = TransactionFees.usualRaisePercent) -> [Effect] {
        guard !isReplacing else { return [] }
        guard let fees = TransactionFees(replacing: dearest.fees, wanted: wanted, percent: percent, cap: rules.feeCap) else {
            return changed(phase: phase, alarm: .stuckAtCap)
        }
        isReplacing = true
        return [.replace(fees)]
    }

    private mutating func noteBlock(_ number: UInt64, _ now: UInt64) -> Bool {
        guard let newest, newest.number >= number else {
            newest = NewestBlock(number: number, sinceNanos: now)
            return false
        }
        return now - newest.sinceNanos >= rules.haltNanos
    }

    private mutating func changed(phase next: TransactionPhase, alarm nextAlarm: TransactionAlarm?) -> [Effect] {
        guard next != phase || nextAlarm != alarm else { return [] }
        phase = next
        alarm = nextAlarm
        return [.store]
    }
}
