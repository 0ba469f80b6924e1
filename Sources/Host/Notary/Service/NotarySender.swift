internal import Ethereum
internal import EventLoop
internal import Foundation
internal import Logging

/// Brings intervals onto the chain: one turn after the other, under the lease. All that it has to remember is in the database; what it
/// keeps itself, another host or a new start makes anew.
actor NotarySender {
    let settings: NotarySettings
    let chain: ChainClient
    let store: NotaryStore
    let signer: any NotarySigner
    let logger: Logger
    let holder: String
    let rules: TransactionRules
    let keeper: LeaseKeeper
    private var log = TroubleLog()
    private(set) var lease: NotaryLease?
    /// By nonce, those that are not final.
    var machines: [UInt64: TransactionMachine] = [:]
    var figures = NotaryFigures()
    /// While the stream's head is none that this database knows.
    var strangeHead = Patience()
    /// While the stream's head is one that it has left behind.
    var oldHead = Patience()
    /// While the account has sent what this database does not know.
    var strangeNonce = Patience()
    var rest = SignerRest()
    /// What other accounts have left, and when that was looked up.
    private var left: (troubles: [NotaryTrouble], atNanos: UInt64)?
    private static let lookAgainNanos: UInt64 = 600_000_000_000
    /// What was told while another host anchors, and when that was looked up.
    var watched: (troubles: [NotaryTrouble], atNanos: UInt64)?
    /// While another host anchors and the nodes tell a head that the stream has left behind.
    var watchedHead = Patience()
    var hasContract = false
    /// When an interval's block was last looked through for its transaction, by the interval.
    var looksThroughBlocks: [Int64: UInt64] = [:]

    init(
        settings: NotarySettings, chain: ChainClient, store: NotaryStore, signer: any NotarySigner, holder: String, rules: TransactionRules,
        logger: Logger
    ) {
        self.settings = settings
        self.chain = chain
        self.store = store
        self.signer = signer
        self.holder = holder
        self.rules = rules
        keeper = LeaseKeeper(store: store, rhythm: .turn)
        self.logger = logger
    }

    /// Looks at the chain once and does what is to be done.
    ///
    /// - Returns: The figures afterwards.
    func turn() async -> NotaryFigures {
        figures.troubles = []
        do {
            guard let lease = try await store.acquire(holder: holder, milliseconds: keeper.rhythm.leaseMilliseconds) else {
                forget()
                figures.troubles = await watch()
                return figures
            }
            try await keeper.keeping(lease) { try await turn(under: lease) }
        } catch let fault as NodeFault {
            trouble(.unreachable(fault))
            // What was not seen in between has no duration.
            resetPatience()
        } catch let fault as SignerFault {
            trouble(.other("\(fault)"))
        } catch let error as NotaryStoreError where error.code == .fenced {
            forget()
            return figures
        } catch {
            trouble(.other("\(error)"))
            // What is kept here may be ahead of what is stored: the next turn begins with what is stored.
            lease = nil
            machines = [:]
        }
        for nonce in machines.keys.sorted() {
            if let alarm = machines[nonce]?.alarm { trouble(.transaction(nonce: nonce, alarm)) }
        }
        tellTroubles()
        return figures
    }

    private func turn(under lease: NotaryLease) async throws {
        figures.isSender = true
        (watched, watchedHead) = (nil, Patience())
        if self.lease != lease {
            forget()
            self.lease = lease
            figures.isSender = true
            try await takeUp(lease)
        }
        if machines.values.contains(where: { $0.alarm == .keyUsedElsewhere }) {
            // The operator may have given them up.
            let open = Set(try await store.openTransactions().map(\.nonce))
            machines = machines.filter { open.contains($0.key) }
        }
        let attempts = machines.values.flatMap(\.attempts).map(\.hash)
        let seen = try await chain.observe(signer.address, transactions: attempts)
        figures.chain = seen
        figures.troubles += NotaryTrouble.found(in: seen, account: signer.address, lowBalance: settings.lowBalance, now: Date())
        figures.troubles += try await leftByOthers()
        for nonce in machines.keys.sorted() { try await handle(.observed(seen), nonce, lease) }
        for nonce in machines.keys.sorted() where machines[nonce]?.alarm == .keyUsedElsewhere { try await recovered(nonce, lease) }
        try await goOn(seen, lease)
    }

    /// Now and then: it changes by nothing that this account does.
    func leftByOthers() async throws -> [NotaryTrouble] {
        let now = EventLoop.nowNanos()
        if let left, now - left.atNanos < Self.lookAgainNanos { return left.troubles }
        let troubles = try await NotaryWatch(store: store, chain: chain).left()
        left = (troubles, now)
        return troubles
    }

    /// Gives the lease back, so that another host goes on at once.
    func end() async {
        guard lease != nil else { return }
        // A task of its own: this one may be cancelled, and then the database would not be asked.
        await Task { [store, holder] in try? await store.release(holder: holder) }.value
        forget()
    }

    /// Tells a transaction what happened and does what follows, in order.
    func handle(_ event: TransactionMachine.Event, _ nonce: UInt64, _ lease: NotaryLease) async throws {
        guard var machine = machines[nonce] else { return }
        var effects = machine.handle(event, nowNanos: EventLoop.nowNanos())
        while !effects.isEmpty {
            let next: TransactionMachine.Event?
            switch effects.removeFirst() {
            case .store:
                // Refused for good, as nodes say, while the contract has its interval's root: another transaction holds it, or the nodes are
                // wrong. The machine stays where it was, and looks again.
                if machine.phase.isFinal, machine.phase.inclusion?.succeeded == false, try await recovered(nonce, lease) { return }
                machines[nonce] = machine
                try await store.save(lease, nonce: nonce, phase: machine.phase, alarm: machine.alarm)
                next = nil
                tell(machine)
            case .send(let attempt):
                try await keeper.confirm(lease)
                let answer = await chain.send(attempt.raw, hash: attempt.hash)
                count(answer, nonce)
                next = .answered(attempt.hash, answer)
            case .replace(let fees): next = try await replacement(of: machine, fees, lease)
            }
            if let next { effects += machine.handle(next, nowNanos: EventLoop.nowNanos()) }
        }
        machines[nonce] = machine.phase.isFinal ? nil : machine
    }

    func trouble(_ trouble: NotaryTrouble) { figures.troubles.append(trouble) }

    /// Once when it begins and once when it is over.
    private func tellTroubles() {
        let change = log.note(figures.troubles)
        for trouble in change.begun { logger.warning("notary: \(trouble)", metadata: ["kind": "\(trouble.kind.rawValue)"]) }
        for trouble in change.over { logger.notice("notary: no longer so: \(trouble)", metadata: ["kind": "\(trouble.kind.rawValue)"]) }
    }

    /// After a start or when another host's lease has ended: what is stored is sent again, the same bytes.
    private func takeUp(_ lease: NotaryLease) async throws {
        // Another account's host may have brought its own to its end meanwhile.
        left = nil
        looksThroughBlocks = [:]
        let open = try await store.openTransactions()
        for stored in open {
            machines[stored.nonce] = TransactionMachine(stored, rules: rules)
        }
        logger.info("notary: this host anchors", metadata: ["account": "\(signer.address)", "open": "\(open.count)"])
        for stored in open { try await handle(.began, stored.nonce, lease) }
    }

    private func forget() {
        if lease != nil { logger.info("notary: another host anchors") }
        lease = nil
        machines = [:]
        resetPatience()
        figures.isSender = false
        figures.chain = nil
        log = TroubleLog()
    }

    func resetPatience() { (strangeHead, oldHead, strangeNonce) = (Patience(), Patience(), Patience()) }

    private func count(_ answer: SendAnswer, _ nonce: UInt64) {
        switch answer {
        case .taken: figures.sendsTaken += 1
        case .unknown(let fault), .insufficientFunds(let fault), .refused(let fault):
            figures.sendsFailed += 1
            logger.warning("notary: transaction \(nonce) was not taken", metadata: ["fault": "\(fault)"])
        case .nonceTooLow, .underpriced: figures.sendsFailed += 1
        }
    }

    private func tell(_ machine: TransactionMachine) {
        if case .finalized(let inclusion) = machine.phase {
            if inclusion.succeeded { figures.finalized += 1 } else { figures.vain += 1 }
        }
        let metadata: Logger.Metadata = ["nonce": "\(machine.nonce)", "phase": "\(machine.phase.word)"]
        if let alarm = machine.alarm {
            logger.error("notary: \(alarm.rawValue): \(alarm.advice)", metadata: metadata)
        } else {
            logger.info("notary: a transaction went on", metadata: metadata)
        }
    }
}
