import Testing

@testable import Ethereum

@Suite("Hexadecimal text")
struct HexTests {
    @Test("Every byte comes back from its text, in either case")
    func roundTrip() throws {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("0x000102") && text.utf8.count == 514)
        #expect(try Hex.decode(text) == bytes)
        #expect(try Hex.decode(text.dropFirst(2).uppercased(), prefixed: false) == bytes)
        #expect(Hex.encode([]) == "0x")
        #expect(try Hex.decode("0x") == [])
    }

    @Test(
        "Text with an odd digit, another letter or a wrong prefix is refused", arguments: ["0x1", "1f", "0X1f", "0x1g", "0x 1", "", "0xé"])
    func refused(_ text: String) {
        #expect(refusal { _ = try Hex.decode(text) } == .hexMalformed)
    }

    @Test("32 bytes are 32 bytes")
    func lengths() throws {
        #expect(refusal { _ = try Bytes32([UInt8](repeating: 1, count: 31)) } == .lengthWrong)
        #expect(refusal { _ = try Bytes32([UInt8](repeating: 1, count: 33)) } == .lengthWrong)
        #expect(try Bytes32(Array(0..<32)).bytes == Array(0..<32))
        #expect(try Bytes32(hex: Bytes32(Array(0..<32)).hex, prefixed: false) == Bytes32(Array(0..<32)))
    }

    @Test("32 bytes are ordered as their texts are")
    func ordered() {
        for _ in 0..<100 {
            let (one, other) = (Bytes32.random(), Bytes32.random())
            #expect((one < other) == (one.hex < other.hex))
        }
    }
}
