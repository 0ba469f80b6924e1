import TestSupport
import Testing

@testable import Ethereum

@Suite("Signatures")
struct SignatureTests {
    private struct File: Decodable {
        struct Case: Decodable {
            let name: String
            let hash: String
            let signature: String
            let recovers_to: String?
            let accept: Bool
        }
        let cases: [Case]
    }
    private let signer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

    @Test("The signer is recovered where it may be, and everything else is refused or is somebody else")
    func recovered() throws {
        let cases = try Vectors.read("ecrecover", as: File.self).cases
        #expect(cases.count == 15)
        for example in cases {
            let digest = try Bytes32(hex: example.hash)
            let bytes = try Hex.decode(example.signature)
            let found = try? Address(Signature(rsv: bytes).recover(digest)).description
            #expect((found == signer) == example.accept, "\(example.name)")
            // What raw recovery gives is what is found, but for the two forms that the policy refuses before.
            if !["high s, parity flipped", "64 bytes (EIP-2098 compact)"].contains(example.name) {
                #expect(found == example.recovers_to, "\(example.name)")
            }
        }
    }

    @Test("A high s is refused as such, since it recovers to the same account")
    func highS() throws {
        let example = try #require(Vectors.read("ecrecover", as: File.self).cases.first { $0.name == "high s, parity flipped" })
        #expect(refusal { _ = try Signature(rsv: Hex.decode(example.signature)) } == .signatureHighS)
    }

    @Test("The order and its half are the curve's: n − 1 is a key, n is none, and 2 × half + 1 is n")
    func order() throws {
        #expect(refusal { _ = try PrivateKey(Secp256k1.order) } == .keyInvalid)
        let half = UInt256(Secp256k1.halfOrder)
        #expect(try half.multiplied(by: 2).adding(1) == UInt256(Secp256k1.order))
        #expect(throws: Never.self) { try Signature(r: Secp256k1.halfOrder, s: Secp256k1.halfOrder, yParity: 0) }
    }

    @Test("Any key's signature over any digest is low, repeats, and recovers to the key")
    func signs() throws {
        for _ in 0..<50 {
            let (key, digest) = (PrivateKey.random(), Bytes32.random())
            let signature = key.sign(digest)
            #expect(signature.s <= Secp256k1.halfOrder && signature == key.sign(digest))
            #expect(try signature.recover(digest) == key.publicKey)
            #expect(try Signature(r: signature.r, s: signature.s, yParity: signature.yParity) == signature)
        }
    }

    @Test("A signing service's DER, low or high, becomes the signature that the key itself makes")
    func der() throws {
        for _ in 0..<20 {
            let (key, digest) = (PrivateKey.random(), Bytes32.random())
            let signature = key.sign(digest)
            for s in [signature.s, Self.negated(signature.s)] {
                let der = Self.der(signature.r, s)
                #expect(try Signature(der: der, over: digest, by: key.address) == signature)
                #expect(refusal { _ = try Signature(der: der, over: digest, by: PrivateKey.random().address) } == .signatureInvalid)
                #expect(refusal { _ = try Signature(der: der.dropLast(), over: digest, by: key.address) } == .signatureInvalid)
            }
        }
        #expect(refusal { _ = try Signature(der: [], over: .zero, by: FeeOracle.address) } == .signatureInvalid)
    }

    @Test("65 bytes with any bit changed are refused or are somebody else's")
    func damaged() throws {
        let (key, digest) = (PrivateKey.random(), Bytes32.random())
        let bytes = key.sign(digest).rsv
        for bit in 0..<(65 * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            // 27 and 28 are also written 0 and 1, which no single bit turns into each other.
            #expect((try? Address(Signature(rsv: changed).recover(digest))) != key.address, "bit \(bit)")
        }
    }

    private static func negated(_ s: Bytes32) -> Bytes32 {
        // n − s, byte by byte.
        var borrow = 0
        var bytes = Secp256k1.order.bytes
        for (index, byte) in s.bytes.enumerated().reversed() {
            let difference = Int(bytes[index]) - Int(byte) - borrow
            borrow = difference < 0 ? 1 : 0
            bytes[index] = UInt8(difference & 255)
        }
        return try! Bytes32(bytes)
    }

    private static func der(_ r: Bytes32, _ s: Bytes32) -> [UInt8] {
        let parts = [r, s].flatMap { value in
            var digits = Array(UInt256(value).minimalBytes)
            if digits[0] >= 0x80 { digits.insert(0, at: 0) }
            return [0x02, UInt8(digits.count)] + digits
        }
        return [0x30, UInt8(parts.count)] + parts
    }
}
