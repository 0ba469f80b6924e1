import Crypto
import PluginKit
import TestSupport
import Testing

@testable import Blockchain

@Suite("A record's seal")
struct BodySealTests {
    private let record = NewRecord(kind: "report", id: "R-1", body: Array("uptime 99.2 %".utf8))
    private let secret = SymmetricKey(size: .bits256)

    @Test("What was sealed comes back, its key always under a secret; no two seals of it are alike")
    func roundTrip() throws {
        let seal = try BodySeal(record, under: secret)
        #expect(seal.isKeySealed && seal.key.count == 60)
        #expect(try seal.opened(kind: "report", id: "R-1", under: secret) == record.body)
        let other = try BodySeal(record, under: secret)
        #expect(other.sealed != seal.sealed && other.key != seal.key)
        let empty = NewRecord(kind: "report", id: "R-2", body: [])
        #expect(try BodySeal(empty, under: secret).opened(kind: "report", id: "R-2", under: secret) == [])
    }

    @Test("A key that lay beside what it seals opens it still, and so it does once it is sealed")
    func sealedLater() throws {
        let new = try BodySeal(record, under: secret)
        let key = try new.ownKey(kind: "report", id: "R-1", under: secret)
        let old = BodySeal(sealed: new.sealed, key: key, isKeySealed: false)
        #expect(try old.opened(kind: "report", id: "R-1", under: nil) == record.body)
        let later = try BodySeal.sealed(key, kind: "report", id: "R-1", under: secret)
        #expect(later != key)
        #expect(
            try BodySeal(sealed: new.sealed, key: later, isKeySealed: true).opened(kind: "report", id: "R-1", under: secret) == record.body)
    }

    @Test("Any changed bit, another record's name, another secret or none is refused")
    func refused() throws {
        let seal = try BodySeal(record, under: secret)
        for bit in 0..<8 * seal.sealed.count {
            var changed = seal.sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let damaged = BodySeal(sealed: changed, key: seal.key, isKeySealed: true)
            #expect(throws: PluginError.self, "bit \(bit)") { try damaged.opened(kind: "report", id: "R-1", under: secret) }
        }
        #expect(throws: PluginError.self) { try seal.opened(kind: "report", id: "R-2", under: secret) }
        #expect(throws: PluginError.self) { try seal.opened(kind: "reportR", id: "-1", under: secret) }
        #expect(throws: PluginError.self) { try seal.opened(kind: "report", id: "R-1", under: SymmetricKey(size: .bits256)) }
        #expect(throws: PluginError.self) { try seal.opened(kind: "report", id: "R-1", under: nil) }
        #expect(throws: PluginError.self) {
            try BodySeal(sealed: [1, 2], key: [3], isKeySealed: false).opened(kind: "report", id: "R-1", under: nil)
        }
    }
}
