import TestSupport
import Testing

@testable import PluginKit

@Suite struct JSONTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas stand between values and nowhere else")
    func commas() {
        let text = written { json in
            json.object { json in
                json.object("a") { _ in }
                json.array("b") { json in
                    json.array { _ in }
                    json.value(1)
                    json.object { $0.field("x{", "[:,") }
                    json.null()
                }
                json.field("c", nil as String?)
            }
        }
        #expect(text == #"{"a":{},"b":[[],1,{"x{":"[:,"},null],"c":null}"#)
    }

    @Test("every control character, quote and backslash is escaped and reads back")
    func escapes() throws {
        let nasty = String(String.UnicodeScalarView((0..<0x80).map { Unicode.Scalar(UInt8($0)) })) + "é\u{2028}🜁"
        let text = written { $0.value(nasty) }
        #expect(try JSONValue(parsing: text.utf8) == .string(nasty))
        #expect(!text.utf8.contains { $0 < 0x20 })
    }

    @Test("numbers are short and read back the same")
    func numbers() throws {
        #expect(written { $0.value(0.1) } == "0.1")
        #expect(written { $0.value(100.0) } == "100")
        #expect(written { $0.value(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.value(UInt64.max.bitWidth) } == "64")
        #expect(written { $0.value(Double.infinity) } == "null")
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<20_000 {
            let bits = UInt64.random(in: .min ... .max, using: &random)
            let double = Double(bitPattern: bits)
            if double.isFinite { #expect(Double(written { $0.value(double) })?.bitPattern == bits, "seed \(seed)") }
            let integer = Int64(bitPattern: bits >> UInt64.random(in: 0..<64, using: &random))
            #expect(Int64(written { $0.value(integer) }) == integer, "seed \(seed)")
        }
    }

    @Test(
        "what is not strict JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "-", "1e", "1e999", "tru", "nul", "'a'", "\"a", "\"\\x\"",
            "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"", "[1 2]", "{\"a\" 1}", "1 2", "{\"a\":1,\"a\":2}",
            "NaN",
            "[1]]", "// x\n1", "\u{FEFF}1",
        ])
    func refused(_ text: String) {
        #expect(#expect(throws: PluginError.self) { try JSONValue(parsing: text.utf8) }?.code == .invalidArgument)
    }

    @Test("what is strict JSON is read")
    func accepted() throws {
        #expect(
            try JSONValue(parsing: " [ -0.5e1 , 9223372036854775807, 9223372036854775808, \"\\u00e9\\ud83d\\ude00\\/\" ] ".utf8)
                == .array([.number(-5), .integer(.max), .number(9_223_372_036_854_775_808), .string("é😀/")]))
        let many = "{" + (0..<100).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let object = try JSONValue(parsing: many.utf8)
        for index in 0..<100 { #expect(object["k\(index)"] == .integer(Int64(index))) }
        #expect(throws: PluginError.self) { try JSONValue(parsing: (many.dropLast() + ",\"k50\":1}").utf8) }
    }

    @Test("bytes that are not UTF-8 are refused; nesting is bounded")
    func bounds() throws {
        #expect(throws: PluginError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: Never.self) { try JSONValue(parsing: (String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8) }
        #expect(throws: PluginError.self) {
            try JSONValue(parsing: (String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8)
        }
        #expect(throws: PluginError.self) { try JSONValue(parsing: String(repeating: "[{\"a\":", count: 1_000_000).utf8) }
    }

    @Test("corrupted JSON is read or refused, never more")
    func fuzz() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let text = Array(#"{"a":[1,-2.5e3,"\u00e9\n",null,true],"b":{"c":"ü","d":[]},"e":false}"#.utf8)
        for _ in 0..<20_000 {
            guard let value = try? JSONValue(parsing: random.corrupt(text)) else { continue }
            var writer = JSONWriter()
            writer.value(value)
            // 2.5e3 is written as 2500 and reads back as an integer: the text is what must stay.
            var again = JSONWriter()
            again.value(try JSONValue(parsing: writer.bytes))
            #expect(again.bytes == writer.bytes, "seed \(seed)")
        }
    }

    struct Settings: Decodable, Equatable {
        enum Mode: String, Decodable { case fast, slow }
        struct Pool: Decodable, Equatable { var poolUrl: String; var weights: [Double] }
        var collectSeconds: UInt8
        var mode: Mode
        var pools: [Pool]
        var note: String?
    }

    @Test("decoding fills camelCase properties and names the field that does not fit")
    func decoding() throws {
        let json = try JSONValue(
            parsing: #"{"collect_seconds":60,"mode":"slow","pools":[{"pool_url":"x","weights":[1,2.5]}],"note":null}"#.utf8)
        #expect(
            try json.decode(as: Settings.self)
                == Settings(collectSeconds: 60, mode: .slow, pools: [.init(poolUrl: "x", weights: [1, 2.5])]))
        let wrong = try JSONValue(parsing: #"{"collect_seconds":60,"mode":"slow","pools":[{"pool_url":"x","weights":["y"]}]}"#.utf8)
        #expect(
            #expect(throws: PluginError.self) { try wrong.decode(as: Settings.self) }?.message
                == "pools.0.weights.0: expected a number, found a string.")
        let range = try JSONValue(parsing: #"{"collect_seconds":256}"#.utf8)
        #expect(
            #expect(throws: PluginError.self) { try range.decode(as: Settings.self) }?.message
                == "collect_seconds: expected an integer from 0 to 255, found an integer.")
    }
}
