import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("What operators are told of the notary") struct NotaryOverviewTests {
    @Test("holds each interval with its transaction, what waits, what one costs, and how every node is")
    func overview() async throws {
        try await NotaryFixture.with(["--interval", "0.2"]) { fixture in
            let host = try fixture.host(paths: ["/a", "/b"])
            let before = try await host.store.signs()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await host.submit(tenant: fixture.south, key: "1", leaf: .random())
            #expect(try await host.store.signs() != before)
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false)
            let overview = try await host.store.overview(intervals: 5)
            let interval = try #require(overview.intervals.first)
            #expect(overview.intervals.count == 1 && overview.transactions == ["finalized": 1] && overview.stuck == 0)
            #expect(interval.leaves == 2 && interval.sequence == 1 && interval.nonce == 0 && interval.phase == "finalized")
            #expect(interval.transaction == receipt.interval?.inclusion?.transaction)
            #expect(interval.block == receipt.interval?.inclusion?.blockNumber && interval.attempts == 1)

            let view = try #require(await host.lookout.view(unsignedCount: interval.unsignedCount ?? 0, patience: .seconds(60)))
            let seen = try #require(view.chain)
            let cost = try #require(NotaryCost(at: seen, view, gasLimit: interval.gas))
            #expect(cost.wei > 0 && cost.transactions(from: seen.balance) ?? 0 > 1)
            #expect(host.chain.nodes.allSatisfy { $0.currentHealth.latest ?? 0 >= interval.block ?? .max })
        }
    }

    @Test("A look that takes longer than its patience is not waited for, and is there for the next")
    func patience() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            try await fixture.devnet.fault(#"{"kind":"slow","seconds":1,"method":"eth_getBalance"}"#)
            #expect(await host.lookout.view(unsignedCount: 200, patience: .milliseconds(20)) == nil)
            #expect(await host.lookout.view(unsignedCount: 200, patience: .seconds(60))?.chain != nil)
        }
    }

    @Test("The word to go on ends a halt once and says what for; without a halt it does nothing")
    func resume() async throws {
        try await NotaryFixture.with(["--interval", "0.2"]) { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false)
            let wasNeeded = try await host.store.resume { Issue.record("nothing was halted: \($1)") }
            #expect(!wasNeeded)
            _ = try await fixture.database.host.query("UPDATE app.notary_streams SET halted = 'for a test'")
            let isResumed = try await host.store.resume { #expect($1 == "for a test") }
            #expect(isResumed)
            #expect(try await host.store.stream()?.halted == nil)
            #expect(try await !host.store.resume())
        }
    }

    @Test("A problem that comes again is one, whatever figures it names; the oldest of many are forgotten")
    func problems() {
        var problems = NotaryProblems()
        let start = Date(timeIntervalSince1970: 0)
        problems.note(["the account has 84 wei"], at: start)
        problems.note(["the account has 83 wei", "the chain cannot be used"], at: start + 1)
        #expect(problems.all.map(\.text) == ["the chain cannot be used", "the account has 83 wei"])
        #expect(problems.all[1].firstAt == start && problems.all[1].lastAt == start + 1)
        for letter in "abcdefghijklmnopqrstuvwxyz" { problems.note([String(letter)], at: start + 2) }
        #expect(problems.all.count == 20 && problems.all.first?.text == "z")
    }

    @Test("A cost without tip or fee below is not guessed")
    func cost() {
        #expect(NotaryCost(baseFee: 5, tip: nil, belowWei: 0, gasLimit: 4) == nil)
        #expect(NotaryCost(baseFee: 5, tip: 1, belowWei: nil, gasLimit: 4) == nil)
        #expect(NotaryCost(baseFee: 5, tip: 1, belowWei: 2, gasLimit: 400)?.wei == 1_802)
        #expect(NotaryCost(baseFee: 5, tip: 1, belowWei: 2, gasLimit: 400)?.transactions(from: 18_019) == 9)
    }

    @Test("The site for transactions is known for Base, or set; anything but a host over https is refused")
    func explorer() throws {
        func settings(_ more: [String: String]) throws -> NotarySettings? {
            let base = [
                "BASE_L2_RPC": "http://127.0.0.1:1", "NOTARY_CONTRACT": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
                "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0],
            ].merging(more) { $1 }
            return try NotarySettings { base[$0] }
        }
        #expect(try settings([:])?.explorer == "https://sepolia.basescan.org")
        #expect(try settings(["NOTARY_CHAIN_ID": "31337"])?.explorer == nil)
        #expect(try settings(["NOTARY_EXPLORER_URL": "https://scan.example:8443"])?.explorer == "https://scan.example:8443")
        for wrong in ["http://scan.example", "https://", "https://scan.example/tx", "javascript:alert(1)", "https://a\"b"] {
            #expect(throws: NotarySettingsError.self) { try settings(["NOTARY_EXPLORER_URL": wrong]) }
        }
    }
}
