import Crypto
import Testing

@testable import HostTenancy

@Suite("The audit's chain")
struct AuditChainTests {
    private func entries() -> [AuditEntry] {
        var hash = [UInt8](repeating: 0, count: 32)
        return (1...4).map { number in
            let bare = entry(Int64(number), subject: "alpha/hosting", hash: [])
            hash = Array(SHA256.hash(data: hash + Array(bare.canonical.utf8)))
            return entry(Int64(number), subject: "alpha/hosting", hash: hash)
        }
    }

    private func entry(_ number: Int64, subject: String, hash: [UInt8]) -> AuditEntry {
        AuditEntry(
            sequence: number, at: "2026-11-21T01:26:30.000001Z", tenantKey: 4_294_967_297, actor: "operator@demo.test",
            action: "plugin.enable",
            subject: subject, beforeJSON: nil, afterJSON: "{\"enabled\":true}", requestId: "r1", address: nil, hash: hash)
    }

    private func verdict(_ entries: [AuditEntry]) -> AuditVerdict? {
        var chain = AuditChain()
        for entry in entries {
            if let broken = chain.append(entry) { return broken }
        }
        return nil
    }

    @Test("an untouched chain is intact")
    func intact() { #expect(verdict(entries()) == nil) }

    @Test("an altered, missing or swapped entry is found where it is")
    func broken() {
        let all = entries()
        var altered = all
        altered[1] = entry(2, subject: "beta/hosting", hash: all[1].hash)
        #expect(verdict(altered) == .broken(sequence: 2, reason: "the entry or its hash was changed after it was written"))
        #expect(verdict([all[0], all[2]]) == .broken(sequence: 2, reason: "the entry is missing; the next is 3"))
        #expect(verdict([all[1], all[0]]) != nil)
    }

    @Test("no content can imitate the end of a field")
    func canonical() {
        #expect(entry(1, subject: "a", hash: []).canonical.contains("1:a,-,16:{\"enabled\":true},2:r1,-,"))
        #expect(
            entry(1, subject: "a,1:b", hash: []).canonical != entry(1, subject: "a", hash: []).canonical.replacing("1:a,", with: "1:a,1:b,")
        )
        #expect(entry(1, subject: "é", hash: []).canonical.contains("2:é,"))
    }

    @Test("outside text becomes one harmless line")
    func clean() {
        #expect(AuditText.clean("a\nb\u{1B}[31m\u{202E}c") == "a\\u{a}b\\u{1b}[31m\\u{202e}c")
        #expect(AuditText.clean(String(repeating: "x", count: 900)).count == 500)
    }
}
