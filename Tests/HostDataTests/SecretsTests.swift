import TestSupport
import Testing

@testable import HostData

@Suite("Secrets are sealed for one place")
struct SecretsTests {
    private let ring: SecretKeyRing
    private let other: SecretKeyRing
    private let alpha = SecretPlace(tenant: TenantKey(provider: 1, client: 1), plugin: "hosting", name: "api_key")

    init() throws {
        ring = SecretKeyRing(try SecretKey(master: Array(repeating: 1, count: 32), source: "SECRETS_KEY"))
        other = SecretKeyRing(try SecretKey(master: Array(repeating: 2, count: 32), source: "SECRETS_KEY"))
    }

    private func bytes(_ value: SecretValue) -> [UInt8] { value.withBytes { Array($0) } }

    private func code(_ body: () throws(SecretError) -> Void) -> SecretError.Code? {
        do throws(SecretError) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("of any length and content, each time with other bytes, and open again", arguments: [1, 2, 31, 32, 4_096, 16_384])
    func roundTrip(count: Int) throws {
        let clear = (0..<count).map { _ in UInt8.random(in: 0...255) }
        let sealed = try ring.seal(try SecretValue(clear), at: alpha)
        #expect(sealed.bytes.count == count + SealedSecret.overheadBytes)
        #expect(bytes(try ring.open(try SealedSecret(sealed.bytes), at: alpha)) == clear)
        #expect(try ring.seal(try SecretValue(clear), at: alpha).bytes != sealed.bytes)
    }

    @Test("nothing of the value is in what is stored")
    func hidden() throws {
        let clear = Array("correct horse battery staple".utf8)
        let stored = try ring.seal(try SecretValue(clear), at: alpha).bytes
        for start in 0...(clear.count - 4) {
            let part = clear[start..<start + 4]
            #expect(!stored.indices.dropLast(3).contains { stored[$0..<$0 + 4].elementsEqual(part) })
        }
    }

    @Test("another tenant, plugin or name opens nothing, and the error says so without the value")
    func moved() throws {
        let sealed = try ring.seal(try SecretValue("correct horse".utf8), at: alpha)
        for place in [
            SecretPlace(tenant: TenantKey(provider: 1, client: 2), plugin: "hosting", name: "api_key"),
            SecretPlace(tenant: .operator, plugin: "hosting", name: "api_key"),
            SecretPlace(tenant: alpha.tenant, plugin: "crm", name: "api_key"),
            SecretPlace(tenant: alpha.tenant, plugin: "hosting", name: "other_key"),
            // The same letters with the border elsewhere.
            SecretPlace(tenant: alpha.tenant, plugin: "hostinga", name: "pi_key"),
        ] {
            let error = #expect(throws: SecretError.self) { _ = try ring.open(sealed, at: place) }
            #expect(error?.code == .forged)
            #expect(error?.message.contains("belongs to another tenant, plugin or name") == true)
            #expect(error?.description.contains("correct horse") == false)
        }
    }

    @Test("a key that is not there is named by its id; one that is kept from before opens, and the new one seals")
    func keys() throws {
        let sealed = try ring.seal(try SecretValue("x".utf8), at: alpha)
        let error = #expect(throws: SecretError.self) { _ = try other.open(sealed, at: alpha) }
        #expect(error?.code == .unknownKey)
        #expect(error?.message.contains(ring.current.idText) == true && error?.message.contains("SECRETS_KEY_PREVIOUS") == true)
        let both = SecretKeyRing(other.current, others: [ring.current])
        #expect(bytes(try both.open(sealed, at: alpha)) == Array("x".utf8))
        #expect(try both.seal(try SecretValue("x".utf8), at: alpha).keyId == other.current.id)
        #expect(ring.current.idText.count == 16 && ring.current.idText != other.current.idText)
        #expect(code { () throws(SecretError) in _ = try SecretKey(master: Array(repeating: 1, count: 31), source: "K") } == .invalid)
    }

    @Test("every changed bit and every cut is refused")
    func tampered() throws {
        let stored = try ring.seal(try SecretValue("0123456789".utf8), at: alpha).bytes
        for index in stored.indices {
            for bit in 0..<8 {
                var changed = stored
                changed[index] ^= 1 << bit
                let found = code { () throws(SecretError) in _ = try ring.open(try SealedSecret(changed), at: alpha) }
                #expect(found == (index == 0 ? .malformed : index <= 8 ? .unknownKey : .forged), "byte \(index), bit \(bit)")
            }
        }
        for count in 0..<stored.count {
            let found = code { () throws(SecretError) in _ = try ring.open(try SealedSecret(Array(stored[0..<count])), at: alpha) }
            #expect(found == .malformed || found == .forged, "\(count) bytes")
        }
    }

    @Test("whatever bytes are stored, reading them ends with an error and not otherwise")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        let stored = try ring.seal(try SecretValue("0123456789".utf8), at: alpha).bytes
        for _ in 0..<5_000 {
            var bytes: [UInt8]
            if Bool.random(using: &random) {
                bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in .random(in: 0...255, using: &random) }
                if !bytes.isEmpty, Bool.random(using: &random) { bytes[0] = SealedSecret.format }
            } else {
                bytes = stored
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    switch Int.random(in: 0...2, using: &random) {
                    case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= .random(in: 1...255, using: &random)
                    case 1: bytes.insert(.random(in: 0...255, using: &random), at: Int.random(in: 0...bytes.count, using: &random))
                    default: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
                    }
                }
                if bytes == stored { continue }
            }
            #expect(code { () throws(SecretError) in _ = try ring.open(try SealedSecret(bytes), at: alpha) } != nil)
        }
        #expect(code { () throws(SecretError) in _ = try SealedSecret(Array(repeating: 1, count: 1 << 20)) } == .malformed)
    }

    @Test("a value shows itself in no text")
    func description() throws {
        let value = try SecretValue("correct horse".utf8)
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(describing: value), String(reflecting: value), "\([value])", "\(Optional(value) as Any)", dumped] {
            #expect(!text.contains("correct") && !text.contains("99, 111"), "\(text)")
        }
        #expect(code { () throws(SecretError) in _ = try SecretValue([]) } == .invalid)
        #expect(code { () throws(SecretError) in _ = try SecretValue(Array(repeating: 1, count: 16_385)) } == .invalid)
    }

}
