import PluginABI
import TestSupport
import Testing

@testable import HostPlugins

@Suite("Messages and rows from outside are read without believing them")
struct MessageTests {
    private func sample() -> [UInt8] {
        var writer = MessageWriter(kind: 1, fields: 6)
        writer.add(1, text: "route")
        writer.add(2, integer: -5)
        writer.add(3, number: 1.5)
        writer.add(4, bytes: [1, 2, 3])
        writer.add(5, rows: rows())
        return writer.finish()
    }

    /// Two columns, two rows: integers 7 and null; texts "ab" and "".
    private func rows() -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        append(UInt32(136)); append(UInt16(1)); append(UInt16(2)); append(UInt32(2)); append(UInt32(0))
        append(UInt32(80)); append(UInt16(1)); append(UInt16(2)); append(UInt32(88)); append(UInt32(0)); append(UInt32(96));
        append(UInt32(16)); append(UInt64(0))
        append(UInt32(81)); append(UInt16(1)); append(UInt16(4)); append(UInt32(0)); append(UInt32(112)); append(UInt32(128));
        append(UInt32(2)); append(UInt64(0))
        bytes += Array("ab".utf8) + [0, 0, 0, 0, 0, 0]
        bytes += [1, 0, 0, 0, 0, 0, 0, 0]
        append(Int64(7)); append(Int64(0))
        append(UInt32(0)); append(UInt32(2)); append(UInt32(2)); append(UInt32(0))
        bytes += Array("ab".utf8) + [0, 0, 0, 0, 0, 0]
        return bytes
    }

    @Test("What was written is read") func roundTrip() throws {
        try sample().withUnsafeBytes { bytes in
            let reader = try MessageReader(bytes)
            #expect(reader.kind == 1)
            #expect(reader.count == 5)
            #expect(reader.first(1)?.text == "route")
            #expect(reader.first(2)?.integer == -5)
            #expect(reader.first(3)?.number == 1.5)
            #expect(reader.first(4)?.content == [1, 2, 3])
            let rows = try RowsReader(try #require(reader.first(5)).bytes)
            #expect(rows.rowCount == 2)
            #expect(rows.column("a")?.integer(0) == 7)
            #expect(rows.column("a")?.isNull(1) == true)
            #expect(rows.column("b")?.text(0) == "ab")
            #expect(rows.column("b")?.text(1) == "")
        }
    }

    @Test("Broken bytes give an error or values, never a trap") func fuzz() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        var accepted = 0
        var refused = 0
        for round in 0..<60_000 {
            var bytes = round % 2 == 0 ? sample() : rows()
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch random.next() % 4 {
                case 0: bytes[at] = .random(in: 0...255, using: &random)
                case 1: bytes[at] = 255
                case 2: bytes[at] = bytes[at] &+ 1
                default: if bytes.count > 4 { bytes.removeLast(min(bytes.count - 1, Int(random.next() % 8))) }
                }
            }
            bytes.withUnsafeBytes { raw in
                if round % 2 == 0 {
                    guard let reader = try? MessageReader(raw) else { refused += 1; return }
                    accepted += 1
                    for index in 0..<reader.count {
                        let field = reader[index]
                        _ = field.text
                        _ = field.content
                        if field.kind == .rows { touch(field.bytes) }
                    }
                } else if touch(raw) {
                    accepted += 1
                } else {
                    refused += 1
                }
            }
        }
        #expect(accepted > 0)
        #expect(refused > 0)
    }

    @discardableResult
    private func touch(_ raw: UnsafeRawBufferPointer) -> Bool {
        guard let rows = try? RowsReader(raw) else { return false }
        for column in rows.columns {
            for row in 0..<min(rows.rowCount, 4) {
                switch column.kind {
                case .boolean: _ = column.boolean(row)
                case .integer, .timestamp: _ = column.integer(row)
                case .number: _ = column.number(row)
                default: _ = column.text(row)
                }
            }
        }
        return true
    }

    @Test(
        "JSON objects are told from everything else",
        arguments: [
            (#"{}"#, true), (#" {"a":[1,-0.5e3,true,null,"\u00e9\n"]} "#, true), (#"{"a":01}"#, false), (#"{"a":1,}"#, false),
            (#"[]"#, false),
            (#"{"a":"\x"}"#, false), (#"{"a":1} {}"#, false), ("{\"a\":\"\n\"}", false), (#"{"a"}"#, false), ("", false),
            (String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40), false),
        ])
    func json(text: String, isObject: Bool) { #expect(JSONShape.isObject(text.utf8) == isObject) }

    @Test("An error is cut to the caller's buffer, between characters") func errors() {
        let long = String(repeating: "é", count: 400)
        PluginCallError(.conflict, long, sqlState: "23505", details: "d").withABI { pointer in
            let read = PluginCallError(status: .conflict, error: pointer)
            #expect(read.message == String(repeating: "é", count: 248))
            #expect(read.sqlState == "23505")
            #expect(read.details == "d")
        }
        var small = hi_error()
        small.size = 8
        PluginCallError(.denied, "no").write(to: &small)
        #expect(small.status == PluginStatus.denied.rawValue)
        #expect(small.message_count == 0)
    }
}
