import TestSupport
import Testing

@testable import PluginKit

@Suite struct CSVReaderTests {
    private func cells(_ text: String) throws -> [[String]] { try CSVReader.read(Array(text.utf8)).records.map(\.cells) }

    @Test("commas, semicolons and tabs are found by themselves")
    func delimiters() throws {
        for delimiter in [",", ";", "\t"] {
            #expect(try cells("a\(delimiter)b\n1\(delimiter)2\n") == [["a", "b"], ["1", "2"]])
        }
        #expect(try cells("\"a,b\";c\n1;2") == [["a,b", "c"], ["1", "2"]])
    }

    @Test("a byte order mark is no part of the first name")
    func mark() throws {
        #expect(try CSVReader.read([0xEF, 0xBB, 0xBF] + Array("a,b\n".utf8)).records == [CSVRecord(line: 1, cells: ["a", "b"])])
    }

    @Test("every kind of line end counts one line, blank lines too, so that a record's line is the file's")
    func lines() throws {
        let table = try CSVReader.read(Array("a,b\r\n1,2\r\r3,4\n\n\"x\ny\r\nz\",5\n6,7".utf8))
        #expect(table.records.map(\.line) == [1, 2, 4, 6, 9])
        #expect(table.records[3].cells == ["x\ny\r\nz", "5"])
    }

    @Test("quotes are read: doubled ones, empty cells, delimiters within")
    func quotes() throws {
        #expect(try cells("\"a \"\"b\"\"\",,\"\"\n") == [["a \"b\"", "", ""]])
    }

    @Test("what cannot be read says the line and what was expected")
    func faults() {
        #expect(throws: CSVFault(line: 2, expected: "a closing quote", found: "the end of the table")) { try cells("a,b\n\"1,2\n3,4") }
        #expect(throws: CSVFault(line: 2, expected: "the next cell or line after a closing quote", found: "more text")) {
            try cells("a,b\n\"1\"x,2")
        }
        #expect(throws: CSVFault(line: 2, expected: "text in UTF-8 or GB 18030", found: "other bytes")) {
            try CSVReader.read(Array("a\n".utf8) + [0xFF, 0xFE])
        }
        #expect(throws: CSVFault(line: 1, expected: "text in UTF-8", found: "text in UTF-16")) {
            try CSVReader.read([0xFF, 0xFE, 0x61])
        }
    }

    @Test("what was written is read back, whatever the cells hold")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let letters = Array("ab,;\"\n\r\t é1.'")
        for _ in 0..<500 {
            let width = Int.random(in: 2...5, using: &source)
            let rows = (0..<Int.random(in: 1...6, using: &source)).map { _ in
                (0..<width).map { _ in
                    String((0..<Int.random(in: 0...6, using: &source)).map { _ in letters.randomElement(using: &source)! })
                }
            }
            // The first line decides the delimiter, so it is one of names.
            let names = (0..<width).map { "n\($0)" }
            var writer = CSVWriter { Double($0) != nil }
            for row in [names] + rows { writer.line(row) }
            let expected = [names] + rows.map { $0.map { "\t\r".utf8.contains($0.utf8.first ?? 0) ? "'" + $0 : $0 } }
            #expect(try CSVReader.read(writer.bytes).records.map(\.cells) == expected, "seed \(seed)")
        }
    }

    @Test("any bytes give records or a fault, and records cover every line but blank ones")
    func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let likely = Array("a1,;\t\"\n\r".utf8) + [0xEF, 0xBB, 0xBF, 0xFF, 0x00, 0xC3]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &source)).map { _ in likely.randomElement(using: &source)! }
            guard let table = try? CSVReader.read(bytes) else { continue }
            #expect(table.records.map(\.line) == table.records.map(\.line).sorted(), "seed \(seed), \(bytes)")
            #expect(table.records.allSatisfy { !$0.cells.isEmpty }, "seed \(seed), \(bytes)")
        }
    }

    @Test("a cell that a spreadsheet would compute is written as text, a negative number is not")
    func formulas() {
        var writer = CSVWriter { Double($0) != nil }
        writer.line(["=1+1", "-5.2", "-A1", "@x", "+3"])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "'=1+1,-5.2,'-A1,'@x,+3\r\n")
    }
}
