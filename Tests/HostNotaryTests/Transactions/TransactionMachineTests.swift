import Ethereum
import TestSupport
import Testing

@testable import HostNotary

@Suite("The life of a transaction")
struct TransactionMachineTests {
    private static let second: UInt64 = 1_000_000_000
    private static let cap: UInt256 = 50_000_000
    private let rules = TransactionRules(feeCap: cap)
    private let first = TransactionAttempt(
        hash: .random(), raw: [1], fees: TransactionFees(tip: 1_000_000, maximum: 11_000_000))

    private var machine: TransactionMachine { TransactionMachine(nonce: 7, attempts: [first], rules: rules) }

    private func seen(
        _ latest: UInt64, nonce: UInt64 = 7, finalized: UInt64 = 0, safe: UInt64 = 0, receipt: (UInt64, Bytes32, Bool)? = nil,
        pooled: Bool = false, isSeen: Bool? = nil
    ) -> ChainObservation {
        let whole = reading(
            latest, nonce: nonce, finalized: finalized, safe: safe,
            receipts: receipt.map {
                [first.hash: ChainReceipt(transaction: first.hash, blockNumber: $0.0, blockHash: $0.1, succeeded: $0.2)]
            } ?? [:], pooled: pooled ? [first.hash] : [])
        // Both say the same, but for a transaction that one alone has seen in a block.
        var other = whole
        if isSeen == true {
            other = reading(
                latest, nonce: nonce, finalized: finalized, safe: safe,
                receipts: [first.hash: ChainReceipt(transaction: first.hash, blockNumber: 4, blockHash: .random(), succeeded: true)])
        }
        return ChainObservation([whole, other], quorum: 2)!
    }

    private func reading(
        _ latest: UInt64, baseFee: UInt256 = 5_000_000, nonce: UInt64 = 7, finalized: UInt64 = 0, safe: UInt64 = 0,
        receipts: [Bytes32: ChainReceipt] = [:], pooled: Set<Bytes32> = []
    ) -> NodeReading {
        NodeReading(
            node: "one", latest: ChainBlock(number: latest, hash: .random(), baseFee: baseFee, timeSeconds: latest), safe: safe,
            finalized: finalized, finalizedTimeSeconds: finalized, nonce: nonce, balance: 1, receipts: receipts, pooled: pooled)
    }

    private func inclusion(_ block: UInt64, _ hash: Bytes32, succeeded: Bool = true) -> TransactionPhase.Inclusion {
        TransactionPhase.Inclusion(attempt: first.hash, blockNumber: block, blockHash: hash, succeeded: succeeded)
    }

    @Test("goes from its signature over a pool and a block to the end, which nothing takes back")
    func whole() {
        var machine = machine
        let hash = Bytes32.random()
        #expect(machine.handle(.began, nowNanos: 0) == [.send(first)])
        #expect(machine.handle(.answered(first.hash, .taken), nowNanos: 1) == [.store])
        #expect(machine.handle(.observed(seen(10, pooled: true)), nowNanos: 2) == [])
        #expect(machine.handle(.observed(seen(11, nonce: 8, receipt: (11, hash, true))), nowNanos: 3) == [.store])
        #expect(machine.phase == .included(inclusion(11, hash)))
        #expect(machine.handle(.observed(seen(15, nonce: 8, safe: 11, receipt: (11, hash, true))), nowNanos: 4) == [.store])
        #expect(machine.phase == .safe(inclusion(11, hash)))
        #expect(machine.handle(.observed(seen(30, nonce: 8, finalized: 11, safe: 25, receipt: (11, hash, true))), nowNanos: 5) == [.store])
        #expect(machine.phase == .finalized(inclusion(11, hash)))
        #expect(machine.handle(.observed(seen(40)), nowNanos: 6) == [] && machine.handle(.began, nowNanos: 7) == [])
        #expect(machine.phase.isFinal)
    }

    @Test("goes back to sent, with the same bytes, when its block goes away, and into the block that takes it then")
    func reorged() {
        var machine = machine
        let (hash, other) = (Bytes32.random(), Bytes32.random())
        _ = machine.handle(.observed(seen(11, nonce: 8, receipt: (11, hash, true))), nowNanos: 1)
        #expect(machine.handle(.observed(seen(12)), nowNanos: 2) == [.store, .send(first)])
        #expect(machine.phase == .sent)
        _ = machine.handle(.observed(seen(13, nonce: 8, receipt: (13, other, true))), nowNanos: 3)
        #expect(machine.phase == .included(inclusion(13, other)))
    }

    @Test("stays where it is while a node is behind or the nodes contradict each other")
    func behind() {
        var machine = machine
        let hash = Bytes32.random()
        _ = machine.handle(.observed(seen(11, nonce: 8, receipt: (11, hash, true))), nowNanos: 1)
        #expect(machine.handle(.observed(seen(10)), nowNanos: 2) == [])
        #expect(machine.handle(.observed(seen(12, isSeen: true)), nowNanos: 3) == [])
        #expect(machine.phase == .included(inclusion(11, hash)))
    }

    @Test("is sent again when no node knows it, and only after a while")
    func dropped() {
        var machine = machine
        _ = machine.handle(.began, nowNanos: 0)
        _ = machine.handle(.answered(first.hash, .taken), nowNanos: 0)
        #expect(machine.handle(.observed(seen(10)), nowNanos: 9 * Self.second) == [])
        #expect(machine.handle(.observed(seen(10)), nowNanos: 10 * Self.second) == [.send(first)])
        #expect(machine.handle(.observed(seen(10)), nowNanos: 11 * Self.second) == [])
    }

    @Test("of three nodes one that claims to have it keeps nothing from being sent again, taken back or final")
    func lied() {
        var machine = machine
        let hash = Bytes32.random()
        func told(_ number: UInt64, _ hash: Bytes32) -> [Bytes32: ChainReceipt] {
            [first.hash: ChainReceipt(transaction: first.hash, blockNumber: number, blockHash: hash, succeeded: true)]
        }
        let liar = reading(10, nonce: 8, finalized: 10, safe: 10, receipts: told(4, .random()))
        let pooling = reading(10, pooled: [first.hash])
        for (index, third) in [liar, pooling].enumerated() {
            let start = UInt64(index) * 100 * Self.second
            _ = machine.handle(.began, nowNanos: start)
            let seen = ChainObservation([reading(10), reading(10), third], quorum: 2)!
            #expect(machine.handle(.observed(seen), nowNanos: start + 10 * Self.second).contains(.send(first)))
        }
        let good = reading(12, nonce: 8, finalized: 3, safe: 11, receipts: told(11, hash))
        _ = machine.handle(.observed(ChainObservation([good, good, liar], quorum: 2)!), nowNanos: 300 * Self.second)
        #expect(machine.phase == .safe(inclusion(11, hash)), "one that calls it final is not enough")
        let gone = ChainObservation([reading(12), reading(12), liar], quorum: 2)!
        #expect(machine.handle(.observed(gone), nowNanos: 301 * Self.second) == [.store, .send(first)])
        let final = reading(20, nonce: 8, finalized: 12, safe: 15, receipts: told(12, hash))
        let standing = reading(11)
        _ = machine.handle(.observed(ChainObservation([final, standing, final], quorum: 2)!), nowNanos: 302 * Self.second)
        #expect(machine.phase == .finalized(inclusion(12, hash)))
    }

    @Test("is replaced by a dearer one when it waits too long, until the cap leaves no room")
    func stuck() {
        var machine = machine
        var now: UInt64 = 0
        var fees = [first.fees.maximum]
        for block: UInt64 in 10..<80 {
            now += 10 * Self.second
            let hashes = Set(machine.attempts.map(\.hash))
            let pooled = ChainObservation([reading(block, baseFee: 60_000_000, pooled: hashes)], quorum: 1)!
            for case .replace(let offered) in machine.handle(.observed(pooled), nowNanos: now) {
                fees.append(offered.maximum)
                let attempt = TransactionAttempt(hash: .random(), raw: [2], fees: offered)
                #expect(machine.handle(.replaced(attempt), nowNanos: now) == [.send(attempt)])
            }
        }
        #expect(fees.count > 4 && fees.allSatisfy { $0 <= Self.cap })
        #expect(zip(fees, fees.dropFirst()).allSatisfy { $1.uint64! * 10 >= $0.uint64! * 11 })
        #expect(machine.alarm == .stuckAtCap)
    }

    @Test("is raised by a tenth, and ever more seldom, for nodes that go on saying that a dearer one is there; not at once to the cap")
    func underpriced() {
        var machine = machine
        var raises: [(seconds: UInt64, fees: TransactionFees)] = []
        for second: UInt64 in stride(from: 0, through: 3_600, by: 10) {
            let now = second * Self.second
            var effects =
                second == 0 ? machine.handle(.began, nowNanos: now) : machine.handle(.observed(seen(10 + second)), nowNanos: now)
            while !effects.isEmpty {
                switch effects.removeFirst() {
                case .store: break
                case .send(let attempt): effects += machine.handle(.answered(attempt.hash, .underpriced), nowNanos: now)
                case .replace(let fees):
                    raises.append((second, fees))
                    let attempt = TransactionAttempt(hash: .random(), raw: [2], fees: fees)
                    effects += machine.handle(.replaced(attempt), nowNanos: now)
                }
            }
        }
        #expect(raises.map(\.seconds) == [30, 90, 210, 450, 930, 1_890])
        for (old, new) in zip([first.fees] + raises.map(\.fees), raises.map(\.fees)) {
            #expect(new == old.raised(percent: 10))
        }
        // Once a node has taken it, the next such word is believed as soon as the first.
        _ = machine.handle(.answered(machine.dearest.hash, .taken), nowNanos: 4_000 * Self.second)
        #expect(machine.handle(.answered(machine.dearest.hash, .underpriced), nowNanos: 4_010 * Self.second) == [])
        #expect(machine.handle(.answered(machine.dearest.hash, .underpriced), nowNanos: 4_039 * Self.second) == [])
        let raised = machine.dearest.fees.raised(percent: 10)!
        #expect(machine.handle(.answered(machine.dearest.hash, .underpriced), nowNanos: 4_040 * Self.second) == [.replace(raised)])
    }

    @Test("is not replaced while the chain makes no blocks; that is told")
    func halted() {
        var machine = machine
        for second in stride(from: 0, through: 300, by: 10) {
            let effects = machine.handle(.observed(seen(10, pooled: true)), nowNanos: UInt64(second) * Self.second)
            if second >= 60 { #expect(!effects.contains { if case .replace = $0 { true } else { false } }) }
        }
        #expect(machine.alarm == .chainHalted)
        _ = machine.handle(.observed(seen(11, pooled: true)), nowNanos: 301 * Self.second)
        #expect(machine.alarm == nil)
    }

    @Test("stops when the nonce was used by something else, and goes on if it was its own after all")
    func elsewhere() {
        var machine = machine
        _ = machine.handle(.began, nowNanos: 0)
        #expect(machine.handle(.answered(first.hash, .nonceTooLow), nowNanos: 0) == [.store])
        #expect(machine.handle(.observed(seen(10, nonce: 8)), nowNanos: 0) == [])
        #expect(machine.handle(.observed(seen(10, nonce: 8)), nowNanos: 30 * Self.second) == [.store])
        #expect(machine.alarm == .keyUsedElsewhere)
        #expect(machine.handle(.began, nowNanos: 31 * Self.second) == [])
        let hash = Bytes32.random()
        _ = machine.handle(.observed(seen(12, nonce: 8, receipt: (9, hash, true))), nowNanos: 40 * Self.second)
        #expect(machine.alarm == nil && machine.phase == .included(inclusion(9, hash)))
    }

    @Test("tells that the account is empty, and goes on when it is not")
    func poor() {
        var machine = machine
        let fault = NodeFault(.insufficientFunds, "poor")
        #expect(machine.handle(.answered(first.hash, .insufficientFunds(fault)), nowNanos: 0) == [.store])
        #expect(machine.alarm == .insufficientFunds && machine.phase == .signed)
        _ = machine.handle(.observed(seen(10)), nowNanos: 0)
        #expect(machine.handle(.observed(seen(11)), nowNanos: 10 * Self.second) == [.send(first)])
        #expect(machine.handle(.answered(first.hash, .taken), nowNanos: 11 * Self.second) == [.store])
        #expect(machine.alarm == nil && machine.phase == .sent)
    }

    @Test("is over when the contract refuses it, and that is told")
    func reverted() {
        var machine = machine
        let hash = Bytes32.random()
        _ = machine.handle(.observed(seen(30, nonce: 8, finalized: 11, safe: 20, receipt: (11, hash, false))), nowNanos: 1)
        #expect(machine.phase == .finalized(inclusion(11, hash, succeeded: false)) && machine.alarm == .reverted)
    }

    @Test(
        "holds on a random chain with random faults: nothing is final that can go away, and all ends final once the faults end",
        arguments: 1...300)
    func walk(seed: Int) {
        var chain = ToyChain(random: SeededRandom(UInt64(seed)), nonce: 7)
        var machine = machine
        var known = [first]
        var now: UInt64 = 0

        func perform(_ effects: [TransactionMachine.Effect], faulty: Bool) {
            for effect in effects {
                switch effect {
                case .store: break
                case .send(let attempt):
                    #expect(known.contains(attempt), "what is sent was signed and stored before")
                    let dice = faulty ? Int.random(in: 0..<6, using: &chain.random) : 5
                    // Lost before the node, lost behind it, swallowed, and as it should be.
                    let answer = dice <= 1 ? nil : chain.receive(attempt)
                    let cut = SendAnswer.unknown(NodeFault(.unreachable, "cut"))
                    let told = dice == 0 ? cut : dice == 1 ? .taken : dice == 2 ? cut : answer!
                    perform(machine.handle(.answered(attempt.hash, told), nowNanos: now), faulty: faulty)
                case .replace(let fees):
                    let old = machine.dearest.fees
                    #expect(fees.maximum <= Self.cap && fees.maximum.uint64! * 10 >= old.maximum.uint64! * 11)
                    if faulty, Int.random(in: 0..<4, using: &chain.random) == 0 {
                        perform(machine.handle(.notReplaced, nowNanos: now), faulty: faulty)
                    } else {
                        let attempt = TransactionAttempt(hash: .random(using: &chain.random), raw: [UInt8(known.count)], fees: fees)
                        known.append(attempt)
                        perform(machine.handle(.replaced(attempt), nowNanos: now), faulty: faulty)
                    }
                }
            }
        }

        func observe(faulty: Bool) {
            let lags = (0..<2).map { _ in faulty ? Int.random(in: 0..<4, using: &chain.random) : 0 }
            let readings = lags.map { chain.reading(machine.attempts, behind: $0) }
            guard let observation = ChainObservation(readings, quorum: 2) else { return }
            let before = machine.phase
            perform(machine.handle(.observed(observation), nowNanos: now), faulty: faulty)
            if before.isFinal { #expect(machine.phase == before) }
            if case .finalized(let inclusion) = machine.phase {
                #expect(Int(inclusion.blockNumber) <= chain.finalized)
                #expect(chain.blocks[Int(inclusion.blockNumber)].hash == inclusion.blockHash)
                #expect(chain.blocks[Int(inclusion.blockNumber)].transactions.map(\.hash) == [inclusion.attempt])
            }
        }

        perform(machine.handle(.began, nowNanos: now), faulty: true)
        for _ in 0..<200 {
            now += UInt64.random(in: 1...10, using: &chain.random) * Self.second
            switch Int.random(in: 0..<20, using: &chain.random) {
            case 0: chain.reorg(requeue: true)
            case 1: chain.reorg(requeue: false)
            case 2: chain.pool = []
            case 3: chain.baseFee = UInt64.random(in: 1_000_000...60_000_000, using: &chain.random)
            case 4:
                // The host was killed and comes back with what is stored.
                machine = TransactionMachine(
                    nonce: 7, attempts: machine.attempts, phase: machine.phase, alarm: machine.alarm, rules: rules)
                perform(machine.handle(.began, nowNanos: now), faulty: true)
            case 5..<9: chain.mine()
            default: observe(faulty: true)
            }
        }
        chain.baseFee = 5_000_000
        for _ in 0..<40 {
            now += 10 * Self.second
            chain.mine()
            observe(faulty: false)
        }
        #expect(machine.phase.isFinal && machine.alarm == nil, "seed \(seed): \(machine.phase.word), \(String(describing: machine.alarm))")
        #expect(chain.blocks.flatMap(\.transactions).count == 1)
    }
}
