import TestSupport
import Testing

@testable import HostWeb

@Suite struct JSONTests {
    @Test(
        "What is not JSON is refused at its place",
        arguments: [
            ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("01", 1, 2), ("1.", 1, 3), ("-", 1, 2), ("\"a", 1, 3),
            ("nul", 1, 1),
            ("[1]\n x", 2, 2), ("\"\\u12g4\"", 1, 4), ("\"\\ud800\"", 1, 8), ("{\"a\":1,\n\"a\":2}", 2, 1), ("\"\t\"", 1, 2), ("+1", 1, 1),
            ("[1 2]", 1, 4),
        ])
    func refused(text: String, line: Int, column: Int) {
        do throws(JSONFault) {
            _ = try JSONReader.read(Array(text.utf8))
            Issue.record("\(text) was taken")
        } catch {
            #expect((error.line, error.column) == (line, column), "\(text): \(error)")
        }
    }

    @Test("Depth is bounded, so that no body can exhaust the stack")
    func depth() {
        #expect(throws: JSONFault.self) { try JSONReader.read(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    }

    @Test("Text that is not UTF-8 is refused")
    func notUTF8() {
        #expect(throws: JSONFault.self) { try JSONReader.read([0x22, 0xFF, 0xC0, 0x22]) }
    }

    @Test("Random values survive writing and reading, and random bytes never crash the reader")
    func fuzz() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("JSON fuzz seed \(seed)")
        var random = SeededRandom(seed)
        for _ in 0..<500 {
            let value = Self.value(&random, depth: 0)
            let bytes = value.bytes
            #expect(try JSONReader.read(bytes) == value, "seed \(seed)")
            var broken = bytes
            for _ in 0..<3 where !broken.isEmpty {
                broken[Int(random.next() % UInt64(broken.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? JSONReader.read(broken)
            _ = try? JSONReader.read(Array(bytes.dropLast(Int(random.next() % 8))))
        }
    }

    private static func value(_ random: inout SeededRandom, depth: Int) -> JSONValue {
        switch random.next() % (depth > 4 ? 4 : 6) {
        case 0: return .null
        case 1: return .bool(random.next() % 2 == 0)
        case 2: return .number(String(Int64(truncatingIfNeeded: random.next())))
        case 3:
            let scalars = (0..<random.next() % 12).compactMap { _ in Unicode.Scalar(UInt32(random.next() % 0x11_0000)) }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 4: return .array((0..<random.next() % 5).map { _ in value(&random, depth: depth + 1) })
        default:
            return .object(Dictionary((0..<random.next() % 5).map { ("k\($0)", value(&random, depth: depth + 1)) }) { _, last in last })
        }
    }
}
