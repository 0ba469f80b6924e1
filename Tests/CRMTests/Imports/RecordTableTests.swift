import PluginKit
import TestSupport
import Testing

@testable import CRM

@Suite struct RecordTableTests {
    private func table(_ text: String) -> RecordTable { RecordTable(Array(text.utf8), of: .importedLead) }

    @Test("a byte order mark, semicolons, capitals in the head and blank lines are read")
    func reads() {
        let read = table("\u{FEFF}Name;Company;Stage\r\nAna;\"Sierra; Hash\";Contacted\r\n\r\nLeo;;\r\n")
        #expect(read.faults.isEmpty && read.isReadable)
        #expect(read.drafts.map { $0.values["name"] } == ["Ana", "Leo"])
        #expect(read.drafts[0].values["company"] == "Sierra; Hash")
        #expect(read.drafts[0].values["stage"] == "contacted")
        #expect(read.drafts[1].values["stage"] == nil)
    }

    @Test("every bad row is told with line, column and what was expected, and the good ones are there")
    func faults() {
        let read = table("name,email,stage\nAna,ana@example.org,new\n,nobody,gone\nLeo\n\nEva,,lost\n")
        #expect(read.drafts.count == 2 && read.badRows == 2 && read.isReadable)
        #expect(read.faults.map { [$0.line, $0.column] } == [[3, 1], [3, 2], [3, 3], [4, 2]])
        #expect(read.faults.map(\.field) == ["name", "email", "stage", "(row)"])
        #expect(read.faults[2].expected == "one of new, contacted, qualified, lost")
    }

    @Test("a head with strange, doubled or missing columns makes the table unreadable")
    func heads() {
        let read = table("nom,email,email\nAna,a@b.org,a@b.org\n")
        #expect(!read.isReadable && read.drafts.isEmpty)
        #expect(read.faults.map(\.field) == ["nom", "email", "name"])
        #expect(!table("").isReadable)
        #expect(table("name\n\"Ana").faults.first?.line == 2)
    }

    @Test("a number has a decimal comma where semicolons stand between cells, and there alone; a text keeps its commas")
    func decimalCommas() {
        func prices(_ text: String) -> RecordTable { RecordTable(Array(text.utf8), of: .price) }
        let read = prices("starts_on;ends_on;price_per_kwh;source\n2026-01-01;2026-01-31;0,0612;bill 1,5\n")
        #expect(read.faults.isEmpty)
        #expect(read.drafts.first?.values["price_per_kwh"] == "0.0612")
        #expect(read.drafts.first?.values["source"] == "bill 1,5")
        #expect(prices("starts_on;ends_on;price_per_kwh\n2026-01-01;2026-01-31;1,000,5\n").faults.map(\.field) == ["price_per_kwh"])
        #expect(prices("starts_on,ends_on,price_per_kwh\n2026-01-01,2026-01-31,\"0,0612\"\n").faults.map(\.field) == ["price_per_kwh"])
    }

    @Test("more rows than are taken at once are refused whole")
    func tooMany() {
        #expect(!table("name\n" + String(repeating: "Ana\n", count: RecordTable.mostRows + 1)).isReadable)
        #expect(table("name\n" + String(repeating: "Ana\n", count: RecordTable.mostRows)).drafts.count == RecordTable.mostRows)
    }

    @Test("what an export writes the import reads again, formulas too")
    func formulas() {
        var writer = CSVWriter { Decimal($0) != nil }
        writer.line(RecordKind.importedLead.fields.map(\.name))
        writer.line(["=SUM(A1)", "a \"b\", c", "", "+34 600", "", "one\ntwo", "qualified"])
        let read = RecordTable(writer.bytes, of: .importedLead)
        #expect(read.faults.isEmpty)
        #expect(read.drafts.first?.values["name"] == "=SUM(A1)")
        #expect(read.drafts.first?.values["phone"] == "+34 600")
        #expect(read.drafts.first?.values["note"] == "one\ntwo")
    }

    @Test("any bytes give leads or faults, and each row is one or the other")
    func anyBytes() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        let pieces =
            ["name", "email", "\n", ",", ";", "\"", "Ana", "\u{FEFF}", "\r\n", "é", "lost", "'", "="].map { Array($0.utf8) } + [
                [0xFF], [0],
            ]
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...30, using: &source)).flatMap { _ in pieces.randomElement(using: &source) ?? [] }
            let read = RecordTable(Array("name,email\n".utf8) + bytes, of: .importedLead)
            guard read.isReadable else {
                #expect(!read.faults.isEmpty, "seed \(seed)")
                continue
            }
            #expect((read.badRows == 0) == read.faults.isEmpty, "seed \(seed)")
            #expect(read.faults.allSatisfy { $0.line != nil && $0.column != nil }, "seed \(seed)")
        }
    }
}
