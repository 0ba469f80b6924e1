import TestSupport
import Testing

@testable import Ethereum

@Suite("Content identifiers")
struct CIDTests {
    private struct File: Decodable {
        struct Pair: Decodable {
            let v0: String
            let v1_base32: String
            let v1_base16: String
            let v1_base58: String
            let bytes_v0: String
            let bytes_v1: String
        }
        struct Raw: Decodable {
            let data: String
            let digest: String
            let cid: String
            let cid_bytes: String
        }
        struct Refused: Decodable {
            let cid: String
            let why: String
        }
        let v0_v1: [Pair]
        let raw: [Raw]
        let refuse: [Refused]
    }
    private let file: File

    init() throws { file = try Vectors.read("cid_text", as: File.self) }

    @Test("Both versions and all alphabets of one identifier are one block")
    func versions() throws {
        for example in file.v0_v1 {
            let old = try CID(example.v0)
            let new = try CID(example.v1_base32)
            #expect(old.description == example.v0 && new.description == example.v1_base32)
            #expect(old != new && old.names(sameAs: new) && old.v1 == new && new.v0 == old)
            #expect(try CID(example.v1_base16) == new && CID(example.v1_base58) == new)
            #expect(
                Hex.encode(old.bytes, prefixed: false) == example.bytes_v0 && Hex.encode(new.bytes, prefixed: false) == example.bytes_v1)
            #expect(try CID(bytes: old.bytes) == old && CID(bytes: new.bytes) == new)
        }
    }

    @Test("A raw block is named by its SHA-256, and has no version 0")
    func raw() throws {
        for example in file.raw {
            let cid = CID(hashing: Array(example.data.utf8), as: .raw)
            #expect(cid.description == example.cid && cid.digest.hex == example.digest && cid.v0 == nil)
            #expect(Hex.encode(cid.bytes, prefixed: false) == example.cid_bytes)
            #expect(try CID(example.cid) == cid)
        }
        let node = CID(.dagPB, digest: CID(hashing: [], as: .raw).digest)
        #expect(!node.names(sameAs: CID(hashing: [], as: .raw)))
    }

    @Test("Texts that are cut, not canonical, or name what cannot be trusted are refused")
    func refused() {
        #expect(file.refuse.count == 14)
        for example in file.refuse {
            let code = refusal { _ = try CID(example.cid) }
            #expect(code == .cidMalformed || code == .cidUnsupported, "\(example.why)")
        }
    }

    @Test("A damaged text is refused or is another identifier's one text")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let texts = file.v0_v1.flatMap { [$0.v0, $0.v1_base32] } + file.raw.map(\.cid)
        var taken = 0
        for _ in 0..<4000 {
            var text = Array(try #require(texts.randomElement(using: &random)).utf8)
            let place = Int.random(in: text.indices, using: &random)
            if Bool.random(using: &random) {
                text[place] = try #require("abcdefghijkmnopqrstuvwxyz234567QRSTZ01".utf8.randomElement(using: &random))
            } else {
                text = Damage.apply(text, &random)
            }
            let changed = String(decoding: text, as: UTF8.self)
            guard let cid = try? CID(changed), !"fz".utf8.contains(text[0]) else { continue }
            taken += 1
            #expect(cid.description == changed, "seed \(seed)")
        }
        #expect(taken > 0)
    }

    @Test("Damaged bytes are refused or are another identifier's one form")
    func damagedBytes() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<4000 {
            let original = CID(hashing: Damage.bytes(3, &random), as: Bool.random(using: &random) ? .raw : .dagPB)
            let bytes = Damage.apply(Bool.random(using: &random) ? original.bytes : original.v0?.bytes ?? original.bytes, &random)
            guard let cid = try? CID(bytes: bytes) else { continue }
            #expect(cid.bytes == bytes, "seed \(seed)")
        }
    }
}
