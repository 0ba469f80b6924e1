import Foundation
import TestSupport
import Testing

@testable import Ethereum

/// docs/verify-notary-proof.py knows the format from its page alone: what it takes and refuses shows that the page suffices.
@Suite("The independent verifier")
struct IndependentVerifierTests {
    private let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/verify-notary-proof.py")
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notary-proof-\(UUID())")

    @Test("It reaches the same root, with the record in the proof or beside it")
    func agrees() throws {
        for carryingBody in [true, false] {
            let example = try ProofExample(carryingBody: carryingBody)
            let body = example.batch.tenants[0].records[1].body
            let said = try run(example.proof.json, body: carryingBody ? nil : body)
            #expect(said.status == 0, "\(said.text)")
            #expect(said.text.contains(try example.proof.anchor().root.description))
        }
    }

    @Test("It reads names and texts with any letters")
    func letters() throws {
        let old = try ProofExample().proof
        let text = "a\"\\/\u{1}\u{1f}\n\t\r\u{8}\u{c}\u{7f}é链\u{2028}🔑"
        let record = NotaryRecord(tenant: text, kind: "k", id: text, body: Array(text.utf8))
        let alone = InclusionProof(index: 0, size: 1, path: [])
        let proof = NotaryProof(
            record: record, body: text, inTenant: alone, tenantSalt: old.tenantSalt, inInterval: alone, place: old.place)
        let said = try run(proof.json, body: nil)
        let root = try proof.anchor().root.description
        #expect(said.status == 0 && said.text.contains(root), "\(said.text)")
    }

    @Test("It refuses what we refuse, and reaches another root where only the chain could tell")
    func refuses() throws {
        let example = try ProofExample()
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let original = Array(try example.proof.json.utf8)
        let root = try example.proof.anchor().root.description
        for _ in 0..<40 {
            let changed = Damage.apply(original, &random)
            let ours = (try? NotaryProof(json: changed)).flatMap { try? $0.anchor() }
            guard changed != original, changed != original + [10] else { continue }
            let said = try run(bytes: changed, body: nil)
            #expect(said.status < 2, "seed \(seed): \(said.text)")
            // It looks less closely at what only the chain is asked with, so it may take more than we do, but never to another root.
            if said.status == 0 { #expect(said.text.contains(ours?.root.description ?? root), "seed \(seed): \(said.text)") }
            if ours != nil { #expect(said.status == 0, "seed \(seed): \(said.text)") }
        }
        #expect(try run(example.proof.json, body: "another").status == 1)
    }

    private func run(_ json: String, body: String?) throws -> (status: Int32, text: String) {
        try run(bytes: Array(json.utf8), body: body)
    }

    private func run(bytes: [UInt8], body: String?) throws -> (status: Int32, text: String) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("proof.json")
        try Data(bytes).write(to: file)
        var arguments = ["python3", script.path, file.path]
        if let body {
            let beside = folder.appendingPathComponent("body")
            try Data(body.utf8).write(to: beside)
            arguments += ["--body", beside.path]
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
