import TestSupport
import Testing

@testable import Ethereum

@Suite("Keccak-256")
struct Keccak256Tests {
    private struct File: Decodable {
        struct Case: Decodable {
            let length: Int
            let input: String?
            let input_repeat: String?
            let keccak256: String
        }
        struct Text: Decodable {
            let utf8: String
            let keccak256: String
            let sha3_256_NOT_keccak: String
        }
        struct Pieces: Decodable {
            let chunk_lengths: [Int]
            let input: String
            let keccak256: String
        }
        let cases: [Case]
        let text: [Text]
        let incremental: [Pieces]
    }
    private let file: File

    init() throws { file = try Vectors.read("keccak256", as: File.self) }

    @Test("Bytes of every length around the block have the digests of other programs")
    func lengths() throws {
        for example in file.cases {
            let input =
                try example.input.map { try Hex.decode($0) }
                ?? [UInt8](repeating: Hex.decode(example.input_repeat!)[0], count: example.length)
            #expect(input.count == example.length)
            #expect(Keccak256.hash(input).description == example.keccak256, "\(example.length) bytes")
        }
    }

    @Test("Texts have Keccak's digest, not SHA3-256's")
    func notSHA3() {
        for example in file.text {
            #expect(Keccak256.hash(Array(example.utf8.utf8)).description == example.keccak256)
            #expect(Keccak256.hash(Array(example.utf8.utf8)).description != example.sha3_256_NOT_keccak)
        }
    }

    @Test("Bytes in the pieces of the examples have the digest of the whole")
    func pieces() throws {
        for example in file.incremental {
            var rest = try Hex.decode(example.input)[...]
            var hasher = Keccak256()
            for length in example.chunk_lengths {
                hasher.update(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            #expect(rest.isEmpty)
            #expect(hasher.finalized().description == example.keccak256)
        }
    }

    @Test("However bytes are cut, the digest is the same, also when it is asked for in between")
    func anyPieces() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let bytes = Damage.bytes(.random(in: 0...600, using: &random), &random)
            var hasher = Keccak256()
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(.random(in: 0...200, using: &random))
                hasher.update(piece)
                rest = rest.dropFirst(piece.count)
                #expect(hasher.finalized() == Keccak256.hash(bytes[..<rest.startIndex]), "seed \(seed)")
            }
        }
    }
}
