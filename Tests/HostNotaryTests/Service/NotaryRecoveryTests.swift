import Ethereum
import EventLoop
import Foundation
import HostData
import PostgresClient
import TestSupport
import Testing

@testable import HostNotary

@Suite("What the notary has anchored although its database says otherwise", .serialized)
struct NotaryRecoveryTests {
    // What databases have been seen to say of an interval that stands on the chain.
    private static let losses = [
        // One node called it refused.
        "UPDATE app.notary_transactions SET succeeded = false, alarm = 'reverted', abandoned = true",
        // The operator gave it up while receipts lagged.
        """
        UPDATE app.notary_transactions SET phase = 'sent', attempt = NULL, block_number = NULL, block_hash = NULL, succeeded = NULL,
            alarm = 'key_used_elsewhere', abandoned = true
        """,
        // Another database took over that had not got it yet.
        "DELETE FROM app.notary_attempts; DELETE FROM app.notary_transactions",
    ]

    @Test("counts again once it is seen that the contract has it, and the next one follows", arguments: losses)
    func loses(_ sql: String) async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            let first = try await fixture.turn(host, "1", to: .finalized)
            try await fixture.database.host.withSession { try await $0.script(sql) }
            #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .sealed)
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            // As another host would: what this one keeps itself is of before.
            try await fixture.expireLease()
            let other = try fixture.host("two")
            let again = try await fixture.turn(other, "1", to: .finalized)
            #expect(again.interval?.inclusion == first.interval?.inclusion)
            _ = try await fixture.turn(other, "2", to: .finalized)
            #expect(try await fixture.anchored(other) == 2)
            #expect(try await fixture.attempts() == (2, 2))
            #expect(try await fixture.halted() == nil)
        }
    }

    @Test("counts, although the attempt that came into a block is not known here, without a word of the operator's")
    func lostAttempt() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent()
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(fixture.dearer().raw))\"")
            _ = try await fixture.turn(host, "1", to: .finalized)
            #expect(try await fixture.attempts() == (2, 1))
            #expect(try await fixture.anchored(host) == 1)
            #expect(try await fixture.alarms().isEmpty)
        }
    }

    @Test("is looked for in its block once in a while, not in each turn")
    func seldomLook() async throws {
        try await NotaryFixture.with { fixture in
            _ = try await fixture.sent()
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(fixture.dearer().raw))\"")
            try await fixture.devnet.mine()
            // Heads are told as they are: nobody reads there what transactions they have.
            try await fixture.devnet.fault(#"{"kind":"lie","method":"eth_getBlockByNumber","set":{"transactions":[]},"count":1000000}"#)
            try await fixture.expireLease()
            let patient = try fixture.host("patient", resendNanos: 3_600_000_000_000)
            func isMissing() -> Bool { patient.figures.troubles.contains { $0.text.contains("the contract has the root of interval 1") } }
            try await fixture.until("the block is looked through in vain") {
                await patient.turn()
                return isMissing()
            }
            try await fixture.devnet.ask("devnet_clearFaults")
            for _ in 0..<5 {
                await patient.turn()
                #expect(isMissing())
            }
            // A host that takes up looks at once.
            try await fixture.expireLease()
            _ = try await fixture.turn(fixture.host("next"), "1", to: .finalized)
            #expect(try await fixture.attempts() == (2, 1))
        }
    }

    @Test("is not given up because a node calls it refused, however long: the contract is asked")
    func calledRefused() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            try await fixture.devnet.fault(
                #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"status":"0x0"},"count":1000000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            try await fixture.until("the contradiction is told") {
                await host.turn()
                try await fixture.devnet.mine()
                return host.figures.troubles.contains { $0.text.contains("the contract has the root of interval 1") }
            }
            let rows = try await fixture.database.host.query("SELECT 1 FROM app.notary_transactions WHERE abandoned OR phase = 'finalized'")
            #expect(rows.rowCount == 0)
            try await fixture.devnet.ask("devnet_clearFaults")
            _ = try await fixture.turn(host, "1", to: .finalized)
            #expect(try await fixture.attempts() == (1, 1))
            #expect(try await fixture.anchored(host) == 1)
        }
    }

    @Test("halts nothing while nodes tell an older head of the stream: that is told, and it goes on by itself")
    func behind() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            for key in ["1", "2"] {
                _ = try await host.submit(tenant: fixture.north, key: key, leaf: .random())
                _ = try await fixture.turn(host, key, to: .included, mining: false)
            }
            try await fixture.devnet.fault(#"{"kind":"stale","blocks":1,"method":"eth_call","count":1000000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "3", leaf: .random())
            try await fixture.until("that they lag is told") {
                await host.turn()
                return host.figures.troubles.contains { $0.kind == .behind }
            }
            #expect(try await fixture.halted() == nil)
            try await fixture.devnet.ask("devnet_clearFaults")
            _ = try await fixture.turn(host, "3", to: .finalized)
            #expect(try await fixture.anchored(host) == 3)
        }
    }

    @Test("halts where the head stays one that this database never had, not for having been so once")
    func strangeHead() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized)
            let lie = #"{"kind":"lie","method":"eth_call","result":"\#(Hex.encode(Bytes32.random().bytes))","count":1000000}"#
            try await fixture.devnet.fault(lie)
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            try await Task.sleep(for: .seconds(1))
            await host.turn()
            #expect(try await fixture.halted() == nil)
            try await fixture.devnet.ask("devnet_clearFaults")
            _ = try await fixture.turn(host, "2", to: .finalized)
            try await fixture.devnet.fault(lie)
            _ = try await host.submit(tenant: fixture.north, key: "3", leaf: .random())
            try await fixture.until("it is halted") {
                await host.turn()
                return try await fixture.halted() != nil
            }
            try await fixture.devnet.ask("devnet_clearFaults")
            #expect(try await fixture.anchored(host) == 2)
        }
    }

    @Test("halts for no nonce that was told once, nor believes one that nobody can have come to")
    func strangeNonce() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized)
            try await fixture.devnet.fault(#"{"kind":"lie","method":"eth_getTransactionCount","result":"0x5","count":1}"#)
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            try await Task.sleep(for: .seconds(1))
            _ = try await fixture.turn(host, "2", to: .finalized)
            try await fixture.devnet.fault(
                #"{"kind":"lie","method":"eth_getTransactionCount","result":"0xffff","count":1000000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "3", leaf: .random())
            let end = EventLoop.nowNanos() + 2_000_000_000
            try await fixture.until("twice the patience is over") {
                await host.turn()
                return EventLoop.nowNanos() > end
            }
            #expect(host.figures.troubles.contains { $0.text.contains("is said to have sent 65535") })
            #expect(try await fixture.halted() == nil)
            try await fixture.devnet.ask("devnet_clearFaults")
            _ = try await fixture.turn(host, "3", to: .finalized)
            #expect(try await fixture.attempts().nonces == 3)
        }
    }

    @Test("goes on with a dearer attempt that was stored although the database did not say so")
    func unclearCommit() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent()
            try await fixture.treatPool(.hold)
            let dearer = try await fixture.dearer()
            _ = try await fixture.database.host.query(
                "INSERT INTO app.notary_attempts (chain_id, notary, nonce, number, hash, raw) VALUES (84532, $1, 0, 2, $2, $3)",
                .bytes(host.store.notary.bytes), .bytes(dearer.hash.bytes), .bytes(dearer.raw))
            let receipt = try await fixture.turn(host, "1", to: .finalized)
            #expect(receipt.interval?.inclusion?.transaction == dearer.hash)
            #expect(try await fixture.attempts() == (2, 1))
        }
    }

    @Test("asks a signer that fails ever more seldom, so that it is not locked out when the signer is well again")
    func brokenSigner() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host(settings: [
                "BLOCKCHAIN_PRIVATE_KEY": "", "NOTARY_SIGN_COMMAND": "/bin/false", "NOTARY_ADDRESS": "\(try fixture.key.address)",
            ])
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            for _ in 0..<20 {
                await host.turn()
                #expect(host.figures.troubles.contains { $0.text.contains("/bin/false") })
            }
            let rows = try await fixture.database.host.query("SELECT 1 FROM app.notary_signatures")
            #expect((1..<20).contains(rows.rowCount))
        }
    }

    @Test("rests for a second after a signer's first fault, twice as long after each, a minute at most")
    func rest() {
        let fault = SignerFault(.commandFailed, "no")
        let second: UInt64 = 1_000_000_000
        var rest = SignerRest()
        #expect(rest.fault(nowNanos: 0) == nil)
        var now: UInt64 = 5 * second
        for seconds: UInt64 in [1, 2, 4, 8, 16, 32, 60, 60] {
            rest.failed(fault, nowNanos: now)
            #expect(rest.fault(nowNanos: now + seconds * second - 1) == fault)
            #expect(rest.fault(nowNanos: now + seconds * second) == nil)
            now += seconds * second
        }
    }

    @Test("is patient for as long as something lasts without a break")
    func patience() {
        var patience = Patience()
        var over = [UInt64(10), 14, 15].map { patience.isOver(nowNanos: $0, limitNanos: 5) }
        patience.reset()
        over.append(patience.isOver(nowNanos: 30, limitNanos: 5))
        #expect(over == [false, false, true, false])
    }

    @Test("tells of intervals that an account anchored before and did not bring to their end, once another account's key is set")
    func otherAccount() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent()
            #expect(!host.figures.troubles.contains { $0.kind == .unfinished })
            try await fixture.expireLease()
            let other = try fixture.host("two", settings: ["BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[1]])
            await other.turn()
            let told = try #require(other.figures.troubles.first { $0.kind == .unfinished })
            #expect(told == .unfinished(host.store.notary, intervals: 1))
            #expect(told.text.contains("\(host.store.notary)") && told.text.contains("hand-over"))
            // Its own key brings it to its end.
            try await fixture.expireLease()
            _ = try await fixture.turn(host, "1", to: .finalized)
            #expect(try await other.store.unfinishedElsewhere().isEmpty)
        }
    }
}

extension NotaryFixture {
    /// The first attempt that is stored, again with four times the fees.
    fileprivate func dearer() async throws -> SignedTransaction {
        let rows = try await database.host.query("SELECT raw FROM app.notary_attempts ORDER BY nonce, number LIMIT 1")
        var transaction = try SignedTransaction(raw: rows.bytes(row: 0, column: 0) ?? []).transaction
        transaction.maxFeePerGas = try transaction.maxFeePerGas.multiplied(by: 4)
        transaction.maxPriorityFeePerGas = try transaction.maxPriorityFeePerGas.multiplied(by: 4)
        return try transaction.signed(by: key)
    }
}
