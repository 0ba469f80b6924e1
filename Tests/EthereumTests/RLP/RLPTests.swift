import TestSupport
import Testing

@testable import Ethereum

@Suite("RLP")
struct RLPTests {
    private struct File: Decodable {
        struct Valid: Decodable {
            let `in`: AnyJSON
            let out: String
        }
        struct Number: Decodable {
            let value: String
            let rlp: String
        }
        struct Text: Decodable {
            let length: Int
            let byte: String
            let prefix: String
            let rlp_keccak256: String
        }
        struct List: Decodable {
            let items: Int
            let item: String
            let prefix: String
            let rlp_keccak256: String
        }
        let valid: [String: Valid]
        let invalid: [String: String]
        let own_invalid: [String: String]
        let integers: [Number]
        let string_lengths: [Text]
        let list_lengths: [List]
    }
    private let file: File

    init() throws { file = try Vectors.read("rlp", as: File.self) }

    @Test("Ethereum's own examples are written and read")
    func valid() throws {
        #expect(file.valid.count == 28)
        for (name, example) in file.valid {
            let item = try Self.item(example.in)
            let bytes = try Hex.decode(example.out)
            #expect(item.encoded == bytes, "\(name)")
            #expect(try RLPDecoder.decode(bytes) == item, "\(name)")
        }
    }

    @Test("Everything that is not the one encoding of an item is refused")
    func invalid() throws {
        #expect(file.invalid.count == 17 && file.own_invalid.count == 7)
        for (name, text) in file.invalid.merging(file.own_invalid, uniquingKeysWith: { first, _ in first }) {
            let bytes = try Hex.decode(text)
            #expect(refusal { _ = try RLPDecoder.decode(bytes) } == .rlpMalformed, "\(name)")
        }
    }

    @Test("Numbers take the fewest bytes")
    func numbers() throws {
        for example in file.integers {
            let number = try UInt256(decimal: example.value)
            #expect(Hex.encode(RLPItem.number(number).encoded) == example.rlp)
            if let small = number.uint64 { #expect(RLPItem.number(small) == RLPItem.number(number)) }
        }
    }

    @Test("Strings and lists of every length around a longer prefix")
    func lengths() throws {
        for example in file.string_lengths {
            let encoded = RLPItem.bytes([UInt8](repeating: try Hex.decode(example.byte)[0], count: example.length)).encoded
            #expect(Hex.encode(encoded).hasPrefix(example.prefix))
            #expect(Keccak256.hash(encoded).description == example.rlp_keccak256, "\(example.length) bytes")
        }
        for example in file.list_lengths {
            let item = try RLPDecoder.decode(Hex.decode(example.item))
            let list = RLPItem.list([RLPItem](repeating: item, count: example.items))
            #expect(Hex.encode(list.encoded).hasPrefix(example.prefix))
            #expect(Keccak256.hash(list.encoded).description == example.rlp_keccak256, "\(example.items) items")
            #expect(try RLPDecoder.decode(list.encoded) == list)
        }
    }

    @Test("Any item comes back from its bytes")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<300 {
            let item = Self.anyItem(depth: 0, &random)
            #expect(try RLPDecoder.decode(item.encoded) == item, "seed \(seed)")
        }
    }

    @Test("Damaged bytes are refused or are the one encoding of another item, and never a crash")
    func damaged() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var taken = 0
        for _ in 0..<4000 {
            let bytes = Damage.apply(Self.anyItem(depth: 0, &random).encoded, &random)
            guard let item = try? RLPDecoder.decode(bytes) else { continue }
            taken += 1
            #expect(Hex.encode(item.encoded) == Hex.encode(bytes), "seed \(seed)")
        }
        #expect(taken > 0)
    }

    @Test("Lists within lists beyond the limit are refused before the stack ends")
    func deep() {
        var item = RLPItem.list([])
        for _ in 0..<RLPDecoder.maximumDepth { item = .list([item]) }
        #expect(throws: Never.self) { try RLPDecoder.decode(item.encoded) }
        #expect(refusal { _ = try RLPDecoder.decode(RLPItem.list([item]).encoded) } == .rlpMalformed)
        #expect(refusal { _ = try RLPDecoder.decode([UInt8](repeating: 0xc1, count: 200_000)) } == .rlpMalformed)
    }

    @Test("A refusal says at which byte and what was expected")
    func message() {
        #expect(throws: EthereumFault(.rlpMalformed, "RLP at byte 1 of 3: 3 bytes are announced, 2 are there")) {
            try RLPDecoder.decode([0x83, 0x64, 0x6f])
        }
    }

    private static func anyItem(depth: Int, _ random: inout SeededRandom) -> RLPItem {
        if depth < 4, Bool.random(using: &random) {
            return .list((0..<Int.random(in: 0...6, using: &random)).map { _ in anyItem(depth: depth + 1, &random) })
        }
        let long = Int.random(in: 0..<8, using: &random) == 0
        return .bytes(Damage.bytes(.random(in: 0...(long ? 300 : 3), using: &random), &random))
    }

    // Texts that begin with # are numbers of any size.
    private static func item(_ json: AnyJSON) throws -> RLPItem {
        switch json {
        case .text(let text) where text.hasPrefix("#"): .bytes(bytes(decimal: text.dropFirst()))
        case .text(let text): .bytes(Array(text.utf8))
        case .number(let number): .number(UInt64(number))
        case .list(let items): .list(try items.map { try item($0) })
        default: throw EthereumFault(.rlpMalformed, "no item: \(json)")
        }
    }

    private static func bytes(decimal text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        for digit in text.utf8 {
            var carry = Int(digit) - 48
            for index in bytes.indices.reversed() {
                carry += Int(bytes[index]) * 10
                bytes[index] = UInt8(carry & 255)
                carry >>= 8
            }
            if carry > 0 { bytes.insert(UInt8(carry), at: 0) }
        }
        return bytes
    }
}
