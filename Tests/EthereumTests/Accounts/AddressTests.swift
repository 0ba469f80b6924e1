import TestSupport
import Testing

@testable import Ethereum

@Suite("Addresses and keys")
struct AddressTests {
    private struct File: Decodable {
        struct Key: Decodable {
            let privateKey: String
            let publicKeyUncompressed: String
            let publicKeyCompressed: String
            let address: String
        }
        struct Created: Decodable {
            let sender: String
            let nonce: AnyJSON
            let contract: String
        }
        let valid: [String]
        let bad_checksum: [String]
        let malformed: [String]
        let keys: [Key]
        let bad_keys: [String]
        let create: [Created]
    }
    private let file: File

    init() throws { file = try Vectors.read("address_eip55", as: File.self) }

    @Test("Checksummed addresses are read and written as they are")
    func valid() throws {
        for text in file.valid { #expect(try Address(text, checksum: .required).description == text) }
    }

    @Test("A wrong checksum and what is no address are refused, each for its reason")
    func refused() {
        for text in file.bad_checksum {
            #expect(refusal { _ = try Address(text) } == .addressChecksum, "\(text)")
            #expect(refusal { _ = try Address(text, checksum: .required) } == .addressChecksum, "\(text)")
        }
        for text in file.malformed { #expect(refusal { _ = try Address(text) } == .addressMalformed, "\(text)") }
    }

    @Test("Letters of one case carry no checksum: taken only where none is required")
    func oneCase() throws {
        let lower = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
        #expect(try Address(lower).description == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
        #expect(try Address("0x" + lower.dropFirst(2).uppercased()) == Address(lower))
        #expect(refusal { _ = try Address(lower, checksum: .required) } == .addressChecksum)
    }

    @Test("An address whose one letter changes its case is refused")
    func oneLetter() throws {
        var random = SeededRandom(11)
        for _ in 0..<50 {
            var text = Array(try Address(bytes: Damage.bytes(20, &random)).description.utf8)
            let letters = text.indices.dropFirst(2).filter { text[$0] > 64 }
            guard let place = letters.randomElement(using: &random), letters.count > 2 else { continue }
            text[place] ^= 0x20
            #expect(refusal { _ = try Address(String(decoding: text, as: UTF8.self), checksum: .required) } == .addressChecksum)
        }
    }

    @Test("A key gives the point and the address of other programs")
    func keys() throws {
        for example in file.keys {
            let key = try PrivateKey(hex: example.privateKey)
            #expect(Hex.encode(key.publicKey.uncompressed) == example.publicKeyUncompressed)
            #expect(Hex.encode(key.publicKey.compressed) == example.publicKeyCompressed)
            #expect(key.address.description == example.address)
            #expect(try PublicKey(Hex.decode(example.publicKeyCompressed)) == key.publicKey)
        }
    }

    @Test("Numbers that are no key are refused without being shown, as are points beside the curve")
    func badKeys() throws {
        for text in file.bad_keys { #expect(refusal { _ = try PrivateKey(hex: text) } == .keyInvalid) }
        do {
            _ = try PrivateKey(hex: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8")
            Issue.record("a key of 63 digits was taken")
        } catch let problem as EthereumFault {
            #expect(problem.code == .keyInvalid && !problem.message.contains("ac0974"))
        }
        var bytes = try Hex.decode(file.keys[0].publicKeyUncompressed)
        bytes[64] ^= 1
        #expect(refusal { _ = try PublicKey(bytes) } == .keyInvalid)
        #expect(refusal { _ = try PublicKey([]) } == .keyInvalid)
    }

    @Test("A key's text, also in a debugger's dump, is its address alone")
    func hidden() throws {
        let key = try PrivateKey(hex: file.keys[0].privateKey)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"))
            #expect(!text.contains("ac0974"))
        }
    }

    @Test("A contract's address follows from its creator and nonce")
    func created() throws {
        for example in file.create {
            let nonce = try #require(example.nonce.decimal.uint64)
            #expect(Address(createdBy: try Address(example.sender), nonce: nonce).description == example.contract)
        }
    }
}
