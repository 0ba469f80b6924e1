import Ethereum
import Foundation
import Testing

@testable import HostNotary

@Suite("What is wrong with the notary") struct NotaryTroubleTests {
    private let account = Address(createdBy: PrivateKey.random().address, nonce: 0)

    private func seen(head: UInt64, finalizedTime: UInt64, balance: UInt256 = 9) throws -> ChainObservation {
        let reading = NodeReading(
            node: "one", latest: ChainBlock(number: 7, hash: .random(), baseFee: 1, timeSeconds: head), safe: 5, finalized: 3,
            finalizedTimeSeconds: finalizedTime, nonce: 0, balance: balance, receipts: [:], pooled: [])
        return try #require(ChainObservation([reading], quorum: 1))
    }

    private func kinds(_ seen: ChainObservation, now: Double) -> [NotaryTrouble.Kind] {
        NotaryTrouble.found(in: seen, account: account, lowBalance: 5, now: Date(timeIntervalSince1970: now)).map(\.kind)
    }

    @Test("A chain that makes blocks and ends them is well, whichever way the host's clock is wrong by a little")
    func well() throws {
        let seen = try seen(head: 10_000, finalizedTime: 8_800)
        for now in [9_000.0, 10_000, 10_300] { #expect(kinds(seen, now: now).isEmpty) }
    }

    @Test("A head that stands still is told, and so is finality that stands still while blocks come")
    func stalls() throws {
        let still = try seen(head: 10_000, finalizedTime: 9_000)
        #expect(kinds(still, now: 10_301) == [.headStands])
        let stalled = try seen(head: 10_000, finalizedTime: 7_599)
        #expect(kinds(stalled, now: 10_000) == [.finalityStalls])
        #expect(stalled.finalityLagSeconds == 2_401)
    }

    @Test("A low balance is told in the words of every place that tells it")
    func balance() throws {
        let seen = try seen(head: 10_000, finalizedTime: 9_000, balance: 4)
        let found = NotaryTrouble.found(in: seen, account: account, lowBalance: 5, now: Date(timeIntervalSince1970: 10_000))
        #expect(found == [.lowBalance(account, wei: 4, wanted: 5)])
        #expect(found.first?.text == "the account \(account) has 4 wei left, 5 are wanted: send it ether")
    }

    @Test("A trouble is logged when it begins and when it is over, once each, whatever its figures do meanwhile")
    func log() {
        var log = TroubleLog()
        let low = { (wei: UInt256) in NotaryTrouble.lowBalance(account, wei: wei, wanted: 5) }
        #expect(log.note([low(4)]) == TroubleLog.Change(begun: [low(4)], over: []))
        #expect(log.note([low(3)]) == TroubleLog.Change(begun: [], over: []))
        let stuck = NotaryTrouble.transaction(nonce: 7, .stuckAtCap)
        #expect(log.note([low(2), stuck, stuck]) == TroubleLog.Change(begun: [stuck], over: []))
        #expect(log.note([.transaction(nonce: 8, .stuckAtCap)]).over.count == 2)
        #expect(log.note([]).over == [.transaction(nonce: 8, .stuckAtCap)])
        #expect(log.note([]) == TroubleLog.Change(begun: [], over: []))
    }
}
