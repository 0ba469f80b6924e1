import Ethereum
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("What a host tells of the notary while another one anchors", .serialized)
struct NotaryWatchTests {
    @Test("Intervals that another account has not brought to their end, and a halt, out of the database")
    func stored() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent()
            let other = try fixture.host("two", settings: ["BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[1]])
            try await fixture.until("the other one tells of it") {
                await host.turn()
                await other.turn()
                return other.figures.troubles == [.unfinished(host.store.notary, intervals: 1)]
            }
            #expect(!other.figures.isSender)
            // What other accounts have left is looked up more seldom than the account's own halt.
            _ = try await fixture.turn(host, "1", to: .finalized)
            _ = try await fixture.database.host.query(
                """
                INSERT INTO app.notary_streams (chain_id, contract, notary, stream, halted)
                SELECT chain_id, contract, $1, $2, 'by hand' FROM app.notary_streams
                """, .bytes(other.store.notary.bytes), .bytes(Bytes32.random().bytes))
            try await fixture.until("its own halt is told beside what was left when that was looked up") {
                await host.turn()
                await other.turn()
                return other.figures.troubles == [.halted("by hand"), .unfinished(host.store.notary, intervals: 1)]
            }
            let third = try fixture.host("three")
            _ = try await fixture.database.host.query("UPDATE app.notary_streams SET halted = 'somebody else has the key'")
            await host.turn()
            await third.turn()
            #expect(!third.figures.isSender && third.figures.troubles == [.halted("somebody else has the key")])
        }
    }

    @Test("That the nodes tell a head which the stream has left behind, once they have done so for a while, and no longer than that")
    func behind() async throws {
        try await NotaryFixture.with { fixture in
            let (host, other) = (try fixture.host(), try fixture.host("two"))
            for key in ["1", "2"] {
                _ = try await host.submit(tenant: fixture.north, key: key, leaf: .random())
                _ = try await fixture.turn(host, key, to: .included, mining: false)
            }
            func look() async -> Set<NotaryTrouble.Kind> {
                await host.turn()
                await other.turn()
                return Set(other.figures.troubles.map(\.kind))
            }
            try await fixture.until("nothing is wrong") { await look().isEmpty }
            try await fixture.devnet.fault(#"{"kind":"stale","blocks":1,"method":"eth_call","count":1000000}"#)
            try await fixture.until("that they lag is told") { await look() == [.behind] }
            #expect(!other.figures.isSender)
            try await fixture.devnet.ask("devnet_clearFaults")
            try await fixture.until("it is over") { await look().isEmpty }
        }
    }
}
