import Foundation
import TestSupport
import Testing

@testable import Ethereum

@Suite("Two proofs of a tenant") struct NotaryConsistencyTests {
    private func code(_ body: () throws -> Void) -> EthereumFault.Code? {
        do { try body() } catch { return (error as? EthereumFault)?.code }
        return nil
    }

    @Test("show by a third file that the newer tree begins with the older, of whatever sizes; the file comes back as it was written")
    func holds() throws {
        for new in UInt64(1)...9 {
            for old in 1...new {
                let example = try ConsistencyExample(from: old, to: new)
                let file = try NotaryConsistency(json: Array((example.consistency.json + "\n").utf8))
                #expect(file == example.consistency)
                try file.verify(older: example.older, newer: example.newer)
            }
        }
    }

    @Test("do not where a record of before was taken away or changed, and do where one that came later was")
    func changed() throws {
        for place in UInt64(0)..<7 {
            let example = try ConsistencyExample(from: 3, to: 7, changed: place)
            let found = code { try example.consistency.verify(older: example.older, newer: example.newer) }
            #expect(found == (place < 3 ? .proofRefused : nil), "\(place)")
        }
        let same = try ConsistencyExample(from: 4, to: 4, changed: 1)
        #expect(code { try same.consistency.verify(older: same.older, newer: same.newer) } == .proofRefused)
        let shorter = try ConsistencyExample(from: 7, to: 3)
        #expect(code { try shorter.consistency.verify(older: shorter.older, newer: shorter.newer) } == .proofRefused)
    }

    @Test("are refused with a file of other trees or of another tenant, and the wrong way round")
    func others() throws {
        let example = try ConsistencyExample()
        let (file, other) = (example.consistency, try ConsistencyExample(from: 2, to: 7))
        #expect(code { try file.verify(older: example.newer, newer: example.older) } == .proofRefused)
        #expect(code { try other.consistency.verify(older: example.older, newer: example.newer) } == .proofRefused)
        let neighbour = try ConsistencyExample(tenant: "south-1")
        #expect(code { try neighbour.consistency.verify(older: example.older, newer: example.newer) } == .proofRefused)
        #expect(code { try file.verify(older: neighbour.older, newer: example.newer) } == .proofRefused)
        #expect(code { try file.verify(older: example.older, newer: neighbour.newer) } == .proofRefused)
    }

    @Test("are refused with any bit of the file changed")
    func oneBit() throws {
        let example = try ConsistencyExample()
        let original = Array(try example.consistency.json.utf8)
        for bit in 0..<8 * original.count {
            var changed = original
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: EthereumFault.self, "bit \(bit)") {
                try NotaryConsistency(json: changed).verify(older: example.older, newer: example.newer)
            }
        }
    }

    @Test("are taken by the command and the script alike, on the chain and without one, and refused where something does not fit")
    func verifiers() throws {
        let example = try ConsistencyExample()
        let cut = try ConsistencyExample(changed: 1)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notary-consistency-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ json: String, _ name: String) throws -> String {
            let file = folder.appendingPathComponent(name)
            try Data((json + "\n").utf8).write(to: file)
            return file.path
        }
        let older = try write(example.older.json, "older.json")
        let file = try write(example.consistency.json, "consistency.json")
        let foreign = try write(ConsistencyExample(tenant: "south-1").consistency.json, "foreign.json")
        let damaged = try write(example.consistency.json.replacing("\"old\":3", with: "\"old\":2"), "damaged.json")
        let node = ChainNode(example.chain)
        let forgetful = ChainNode(example.chain, lacking: ["eth_getTransactionByHash"])
        defer { for one in [node, forgetful] { one.stop() } }
        for verifier in [VerifierProgram.command, VerifierProgram.script] {
            let isCommand = verifier.arguments == VerifierProgram.command.arguments
            let both = ["--older", older, "--consistency", file]
            let offline = try verifier.run(example.newer.json, options: both)
            #expect(
                offline.status == 0 && offline.text.contains("begins with all 3 records of the older proof of report R-2"),
                "\(offline.text)")
            let held = try verifier.run(example.newer.json, node: node.url, options: both)
            #expect(
                held.status == 0 && held.text.contains("interval 2, block 42") && held.text.contains("interval 1, block 41"), "\(held.text)"
            )
            // What one proof alone would be refused for, both are.
            #expect(try verifier.run(example.newer.json, node: forgetful.url, options: both).status == (isCommand ? 69 : 2))
            for (json, link) in [(try cut.newer.json, file), (try example.newer.json, foreign), (try example.newer.json, damaged)] {
                let said = try verifier.run(json, options: ["--older", older, "--consistency", link])
                #expect(said.status == 1 && said.text.contains("does not hold"), "\(said.text)")
                #expect(!said.text.contains("none was taken away"), "\(said.text)")
            }
            #expect(try verifier.run(example.newer.json, options: ["--older", older]).status == (isCommand ? 64 : 2))
        }
    }
}
