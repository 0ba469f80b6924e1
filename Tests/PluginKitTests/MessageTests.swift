import PluginABI
import TestSupport
import Testing

@testable import PluginKit

@Suite struct MessageTests {
    @Test("what a message is written with is read from it, nested data aligned")
    func roundTrip() throws {
        var writer = MessageWriter(kind: 3, fieldCapacity: 8)
        writer.integer(1, -7)
        writer.number(2, 0.25)
        writer.text(3, "héllo")
        writer.text(3, "")
        writer.data(4, [1, 2, 3])
        writer.rows(5, try RowsBuilder(parameters: [1]).encode())
        let bytes = try writer.finish()
        try bytes.reading { buffer throws(PluginError) in
            let reader = try MessageReader(buffer)
            #expect(reader.kind == 3)
            #expect(reader.fieldCount == 6)
            #expect(reader[0].integer == -7)
            #expect(reader[1].number == 0.25)
            #expect(reader.data(reader[2]).elementsEqual("héllo".utf8))
            #expect(reader.data(reader[3]).isEmpty)
            #expect(Array(reader.data(reader[4])) == [1, 2, 3])
            #expect(reader[5].offset % 8 == 0)
            #expect(reader.first(9, Int(HI_FIELD_TEXT)) == nil)
        }
    }

    @Test("corrupted messages are refused or every field stays within")
    func messageFuzz() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let message = HostMessages.request("route", parameters: [("a", "b")], body: [1, 2, 3])
        for _ in 0..<50_000 {
            let bytes = random.corrupt(message)
            try? bytes.reading { buffer throws(PluginError) in
                let reader = try MessageReader(buffer)
                for index in 0..<reader.fieldCount {
                    let field = reader[index]
                    guard (Int(HI_FIELD_TEXT)...Int(HI_FIELD_ROWS)).contains(field.type) else { continue }
                    #expect(field.range.upperBound <= buffer.count, "seed \(seed)")
                    _ = reader.data(field).reduce(0) { $0 &+ Int($1) }
                }
            }
        }
    }

    @Test("corrupted rows are refused or every value can be read")
    func rowsFuzz() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var builder = RowsBuilder(("b", .boolean), ("i", .integer), ("t", .text), ("x", .bytes), ("j", .json), ("d", .decimal))
        for row in 0..<20 {
            try builder.append(true, .integer(Int64(row)), Value(row % 3 == 0 ? nil : "text \(row)"), .bytes([1, 2]), .json([0x31]), "1.5")
        }
        let valid = try builder.encode()
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = random.corrupt(valid)
            guard let batch = try? RowBatch(bytes, 0..<bytes.count) else { continue }
            accepted += 1
            var json = JSONWriter()
            // A corrupt count of rows without columns could be four billion: each row is the same.
            for row in Rows(batch).prefix(100) { json.object { $0.fields(row) } }
        }
        #expect(accepted > 0, "seed \(seed)")
    }

    @Test("a row that does not fit its columns is refused and leaves no trace")
    func misfit() throws {
        var rows = RowsBuilder(("a", .integer), ("b", .text))
        try rows.append(1, "x")
        #expect(throws: PluginError.self) { try rows.append(2) }
        #expect(throws: PluginError.self) { try rows.append(2, 3) }
        try rows.append(4, nil)
        let bytes = try rows.encode()
        let read = Rows(try RowBatch(bytes, 0..<bytes.count))
        #expect(try read.map { try $0["a"] as Int } == [1, 4])
        #expect(try read.map { try $0["b"] as String? } == ["x", nil])
        #expect(
            #expect(throws: PluginError.self) { try read[1]["b"] as String }?.message
                == "Column b is null in row 1; read it as an optional.")
        #expect(#expect(throws: PluginError.self) { try read[0]["c"] as Int }?.message == "There is no column c; the rows have: a, b.")
    }
}
