import Crypto
import TestSupport
import Testing

@testable import Ethereum

@Suite("Salted digests")
struct SaltedDigestTests {
    @Test("They are the library's HMAC-SHA256 over the same bytes, for texts of any length and alphabet")
    func library() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<300 {
            let texts = (0..<3).map { _ in
                String((0..<Int.random(in: 0...90, using: &random)).map { _ in "aZ09-é链🔑".randomElement(using: &random)! })
            }
            let (body, salt) = (Bytes32.random(using: &random), Bytes32.random(using: &random))
            let size = UInt64.random(in: 0 ... .max, using: &random)
            let counted = texts.map { text in withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { Array($0) } + Array(text.utf8) }
            let record = Array("notary/leaf/1".utf8) + counted.joined() + body.bytes
            let tenant = Array("notary/tenant/1".utf8) + counted[0] + withUnsafeBytes(of: size.bigEndian) { Array($0) } + body.bytes
            #expect(
                NotaryDigests.record(tenant: texts[0], kind: texts[1], id: texts[2], bodyDigest: body, salt: salt)
                    == Self.hmac(salt, record),
                "seed \(seed)")
            #expect(NotaryDigests.tenant(texts[0], size: size, root: body, salt: salt) == Self.hmac(salt, tenant), "seed \(seed)")
        }
    }

    private static func hmac(_ salt: Bytes32, _ message: [UInt8]) -> Bytes32 {
        try! Bytes32(Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: salt.bytes))))
    }
}
