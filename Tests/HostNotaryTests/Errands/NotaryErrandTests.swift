import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("What the operator orders the notary's account to do", .serialized) struct NotaryErrandTests {
    private func errand(
        _ fixture: NotaryFixture, contract: Address? = nil, path: String = ""
    ) throws -> (errand: NotaryErrand, settings: NotarySettings) {
        let host = try fixture.host(paths: [path])
        let store = NotaryStore(
            database: fixture.database, chainID: 84_532, contract: contract ?? fixture.contract, notary: host.store.notary, host: "desk")
        let errand = NotaryErrand(
            chain: host.chain, store: store, signer: try host.settings.signer(), feeCap: host.settings.feeCap,
            rules: NotaryFixture.quickRules(feeCap: host.settings.feeCap), pause: .milliseconds(50))
        return (errand, host.settings)
    }

    @Test("The contract that the command makes is the one of the tests, to the byte")
    func code() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Support/Devnet/Notary.bin")
        let digits = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try NotaryCode.creation == Hex.decode(digits, prefixed: digits.hasPrefix("0x")))
    }

    @Test("A contract is made where it was said to be, hosts anchor in it, and one that goes on in another contract is not startled")
    func deploy() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let before = try fixture.host("before")
            _ = try await before.submit(tenant: fixture.north, key: "0", leaf: .random())
            _ = try await fixture.turn(before, "0", to: .finalized, mining: false)
            let (errand, settings) = try errand(fixture)
            // The host that anchored has its lease still.
            let (address, plan) = try await errand.deployment()
            await #expect(throws: NotaryErrandError.self) {
                try await errand.deploy(plan, by: settings.policy(for: .creation(code: NotaryCode.creation))) { _ in }
            }
            try await fixture.expireLease()
            await #expect(throws: SignerFault.self) { try await errand.deploy(plan, by: settings.policy) { _ in } }
            #expect(try await errand.lastContract() == nil)
            let (made, _) = try self.errand(fixture, contract: address)
            try await made.deploy(plan, by: settings.policy(for: .creation(code: NotaryCode.creation))) { _ in }
            #expect(try await made.lastContract() == address)

            let decisions = try await fixture.database.host.query(
                "SELECT allowed FROM app.notary_signatures WHERE contract IS NULL ORDER BY id")
            #expect((0..<decisions.rowCount).map { decisions.boolean(row: $0, column: 0) } == [false, true])
            let after = try fixture.host("after", settings: ["NOTARY_CONTRACT": "\(address)"])
            _ = try await after.submit(tenant: fixture.north, key: "1", leaf: .random())
            let receipt = try await fixture.turn(after, "1", to: .finalized, mining: false, turns: 400)
            #expect(receipt.interval?.contract == address && receipt.interval?.sequence == 1)
            try await fixture.expireLease()
            _ = try await before.submit(tenant: fixture.north, key: "2", leaf: .random())
            let old = try await fixture.turn(before, "2", to: .finalized, mining: false, turns: 400)
            #expect(old.interval?.contract == fixture.contract && old.interval?.sequence == 2)
        }
    }

    @Test("A stream that was handed over goes on under the other account from the same link; the old one anchors nothing more")
    func handOver() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let old = try fixture.host("old")
            _ = try await old.submit(tenant: fixture.north, key: "1", leaf: .random())
            let first = try await fixture.turn(old, "1", to: .finalized, mining: false)
            try await fixture.expireLease()
            let (errand, settings) = try errand(fixture)
            let new = try PrivateKey(hex: Devnet.keys[1]).address
            let stream = try #require(try await errand.store.stream())
            #expect(try await errand.store.unfinishedIntervals(of: stream) == 0)
            #expect(try await !errand.isHandedOver(stream, to: new))
            let plan = try await errand.handOver(stream, to: new)
            await #expect(throws: SignerFault.self) {
                try await errand.perform(plan, by: settings.policy, told: { _ in }, finish: { _ in })
            }
            let policy = settings.policy(for: .call(fixture.contract, data: plan.transaction.data))
            try await errand.perform(plan, by: policy, told: { _ in }) { lease in
                try await errand.store.handOver(lease, stream, to: new) { _ in }
            }
            #expect(try await errand.isHandedOver(stream, to: new))
            // Done again it ends the same.
            try await errand.leased { lease in try await errand.store.handOver(lease, stream, to: new) { _ in } }

            _ = try await old.submit(tenant: fixture.north, key: "2", leaf: .random())
            for _ in 0..<5 { await old.turn() }
            #expect(try await old.receipt(tenant: fixture.north, key: "2")?.state == .waiting)
            #expect(old.figures.troubles.contains { $0.text.contains("handed over to \(new)") })
            try await fixture.expireLease()
            let heir = try fixture.host("heir", settings: ["BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[1]])
            let second = try await fixture.turn(heir, "2", to: .finalized, mining: false, turns: 400)
            let (before, after) = (try #require(first.interval), try #require(second.interval))
            #expect(after.anchor.stream == before.anchor.stream && after.anchor.previousLink == before.anchor.link)
            #expect(after.sequence == 2 && after.notary == new && before.notary == old.store.notary)
            // What was anchored before is told as it was.
            #expect(try await heir.receipt(tenant: fixture.north, key: "1")?.interval == before)
            #expect(try await fixture.devnet.count(fixture.contract, notary: new, stream: after.anchor.stream) == 2)
        }
    }

    private func orders(_ fixture: NotaryFixture) async throws -> [String] {
        let rows = try await fixture.database.host.query(
            "SELECT concat_ws(' ', nonce, coalesce(outcome, 'open')) FROM app.notary_orders ORDER BY signed_at")
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }

    @Test(
        "A command that is cut short while it sends is gone on with by the same bytes, and hosts wait for it",
        arguments: [
            #"{"kind":"after_close","method":"eth_sendRawTransaction"}"#,
            #"{"kind":"close","method":"eth_sendRawTransaction","count":1000}"#,
            #"{"kind":"swallow","count":1000}"#, #"{"kind":"after_http","status":502,"method":"eth_sendRawTransaction"}"#,
            #"{"kind":"after_http","status":408,"method":"eth_sendRawTransaction"}"#,
            #"{"kind":"rpc","error":{"code":-32000,"message":"words that nobody knows"},"method":"eth_sendRawTransaction","count":1000}"#,
        ])
    func cutShort(_ fault: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let (errand, settings) = try errand(fixture)
            let policy = settings.policy(for: .creation(code: NotaryCode.creation))
            try await fixture.devnet.fault(fault)
            let (address, plan) = try await errand.deployment()
            // Killed as soon as the bytes are out.
            let running = Task { try await errand.deploy(plan, by: policy) { _ in } }
            try await fixture.until("the order is stored") { try await orders(fixture) == ["0 open"] }
            running.cancel()
            _ = try? await running.value
            try await fixture.devnet.ask("devnet_clearFaults")
            try await fixture.expireLease()
            #expect(try await orders(fixture) == ["0 open"])

            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            await host.turn()
            #expect(host.figures.troubles == [.ordered(nonce: 0, command: "hashinsight notary deploy")])
            #expect(host.figures.troubles.allSatisfy { $0.text.contains("hashinsight notary cancel") })
            #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .waiting)
            try await fixture.expireLease()
            let other = try self.errand(fixture).errand
            await #expect(throws: NotaryErrandError.self) { try await other.plan(to: fixture.contract, data: [1]) }

            let (again, second) = try await other.deployment()
            #expect(again == address && second.isSigned && second.transaction == plan.transaction)
            let made = try self.errand(fixture, contract: address).errand
            try await made.deploy(second, by: policy) { _ in }
            #expect(try await orders(fixture) == ["0 done"])
            #expect(try await made.lastContract() == address)
            let signed = try await fixture.database.host.query("SELECT count(*) FROM app.notary_signatures WHERE contract IS NULL")
            #expect(signed.integer(row: 0, column: 0) == 1)
            try await fixture.expireLease()
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
        }
    }

    @Test("An order whose nonce a stranger took is given up, and that is told")
    func lost() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            // By a path of its own: nothing that it still sends while it ends comes before the stranger's.
            let (errand, settings) = try errand(fixture, path: "/errand")
            let policy = settings.policy(for: .creation(code: NotaryCode.creation))
            try await fixture.devnet.fault(#"{"kind":"swallow","method":"eth_sendRawTransaction","count":1000,"path":"/errand"}"#)
            let (_, plan) = try await errand.deployment()
            let running = Task { try await errand.deploy(plan, by: policy) { _ in } }
            try await fixture.until("the order is stored") { try await orders(fixture) == ["0 open"] }
            running.cancel()
            _ = try? await running.value
            let stranger = try Transaction(
                chainID: 84_532, nonce: 0, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 50_000_000, gasLimit: 21_000,
                to: Address("0x00000000000000000000000000000000000000aa"), value: 1
            ).signed(by: fixture.key)
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(stranger.raw))\"")
            try await fixture.expireLease()
            let error = await #expect(throws: NotaryErrandError.self) { try await errand.deploy(plan, by: policy) { _ in } }
            #expect(error?.message.contains("has used nonce 0") == true)
            #expect(try await orders(fixture) == ["0 lost"])
        }
    }

    /// A deployment that is signed and stored and whose command was killed; it is held in the pool.
    private func held(_ fixture: NotaryFixture) async throws -> (address: Address, plan: NotaryErrand.Plan) {
        let (errand, settings) = try errand(fixture)
        let (address, plan) = try await errand.deployment()
        // Nothing takes it at the price that is asked for now.
        try await fixture.devnet.ask("devnet_set", #"{"base_fee":90000000}"#)
        let running = Task { try await errand.deploy(plan, by: settings.policy(for: .creation(code: NotaryCode.creation))) { _ in } }
        try await fixture.until("the order waits in the pool") { try await !fixture.devnet.ask("devnet_pool").isEmpty }
        running.cancel()
        _ = try? await running.value
        try await fixture.expireLease()
        return (address, plan)
    }

    @Test("An order that offers less than blocks ask for is raised within the policy by whoever goes on with it, and then comes to its end")
    func raised() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let (address, plan) = try await held(fixture)
            let (errand, settings) = try errand(fixture, contract: address)
            let (again, second) = try await errand.deployment()
            #expect(again == address && second.isSigned)
            try await errand.deploy(second, by: settings.policy(for: .creation(code: NotaryCode.creation))) { _ in }
            let ends = try await orders(fixture)
            #expect(ends.count > 1 && ends.count { $0 == "0 done" } == 1 && ends.count { $0 == "0 lost" } == ends.count - 1)
            #expect(try await errand.lastContract() == address)
            let rows = try await fixture.database.host.query(
                "SELECT max(fee_wei)::text, bool_and(allowed) FROM app.notary_signatures WHERE contract IS NULL")
            let most = try UInt256(decimal: rows.text(row: 0, column: 0) ?? "")
            #expect(most > plan.transaction.maxFeePerGas && most <= settings.feeCap && rows.boolean(row: 0, column: 1) == true)
        }
    }

    @Test("An open order that is taken back leaves its nonce to nothing, and hosts anchor by themselves again")
    func cancelled() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "0", leaf: .random())
            _ = try await fixture.turn(host, "0", to: .finalized, mining: false)
            try await fixture.expireLease()
            _ = try await held(fixture)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            await host.turn()
            #expect(host.figures.troubles == [.ordered(nonce: 1, command: "hashinsight notary deploy")])
            try await fixture.expireLease()
            let (errand, settings) = try errand(fixture)
            let plan = try await errand.cancellation(of: #require(try await errand.store.openOrder()))
            #expect(plan.transaction.nonce == 1 && !plan.isSigned)
            await #expect(throws: SignerFault.self) {
                try await errand.perform(plan, by: settings.policy, told: { _ in }, finish: { _ in })
            }
            try await errand.perform(plan, by: settings.policy(for: .nothing(host.store.notary)), told: { _ in }) {
                try await errand.store.passOver($0, makesStream: false)
            }
            let ends = try await orders(fixture)
            #expect(ends.first == "1 lost" && ends.count { $0 == "1 done" } == 1 && !ends.contains("1 open"))
            #expect(try await errand.lastContract() == nil)
            #expect(try await errand.store.openOrder() == nil)
            try await fixture.expireLease()
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            #expect(receipt.interval?.sequence == 2)
            #expect(try await fixture.halted() == nil)
        }
    }

    @Test("An order that comes into a block before it is taken back counts, and its command ends it")
    func tooLate() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let (address, _) = try await held(fixture)
            let (errand, settings) = try errand(fixture, contract: address)
            let plan = try await errand.cancellation(of: #require(try await errand.store.openOrder()))
            // Meanwhile the chain asks for less.
            try await fixture.devnet.ask("devnet_set", #"{"base_fee":5000000}"#)
            try await fixture.until("it stands in a block") { try await fixture.devnet.ask("devnet_pool").isEmpty }
            let error = await #expect(throws: NotaryErrandError.self) {
                try await errand.perform(plan, by: settings.policy(for: .nothing(errand.store.notary)), told: { _ in }, finish: { _ in })
            }
            #expect(error?.message.contains("run `hashinsight notary deploy` again") == true)
            #expect(try await orders(fixture) == ["0 open", "0 lost"])
            let (_, again) = try await errand.deployment()
            try await errand.deploy(again, by: settings.policy(for: .creation(code: NotaryCode.creation))) { _ in }
            #expect(try await orders(fixture) == ["0 done", "0 lost"])
            #expect(try await errand.lastContract() == address)
        }
    }
}
