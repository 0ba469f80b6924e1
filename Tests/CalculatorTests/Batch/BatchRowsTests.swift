import PluginKit
import TestSupport
import Testing

@testable import Calculator

@Suite struct BatchRowsTests {
    private let shared = ["usd_per_kwh": "0.05"]

    private func read(_ csv: String) -> BatchRows { BatchRows.read(csv: Array(csv.utf8), shared: shared, catalogue: World.catalogue) }

    @Test("a table with byte order mark, semicolons and decimal commas is read like any other")
    func european() throws {
        let rows = read("\u{FEFF}Label;Hashrate_THs;power_watts;usd_per_kwh\r\nHall A;110,5;3250;0,061\r\n")
        #expect(rows.allFaults == [])
        let machine = try #require(rows.rows.first?.machine)
        #expect(machine.hashrateTHs == decimal("110.5"))
        #expect(machine.contract.usdPerKWh == decimal("0.061"))
        #expect(rows.rows[0].label == "Hall A")
    }

    @Test("every bad row is told with its line, column and what was expected; good ones are read beside them")
    func badRows() {
        let rows = read(
            """
            label,model,quantity,uptime_percent
            good,s21,2,
            wrong twice,s21,0,150
            unknown,S99,1,90

            "short
            name",s21,1
            good again,m30,,99.5
            """)
        #expect(rows.rows.map { $0.machine != nil } == [true, false, false, false, true])
        #expect(rows.allFaults.map { [$0.line ?? 0, $0.column ?? 0] } == [[3, 3], [3, 4], [4, 2], [6, 0]])
        #expect(rows.allFaults.map(\.field) == ["quantity", "uptime_percent", "model", "csv"])
        #expect(
            rows.allFaults[1].message == "line 3, column 4 uptime_percent: expected a number of percent from 1 to 100, found \"150\".")
        #expect(rows.allFaults[3].expected == "4 cells as the first line has")
    }

    @Test("a header with unknown or doubled columns is refused with each of them")
    func header() {
        let faults = read("label,model,hash,model\nx,s21,1,s21").faults
        #expect(faults.map(\.column) == [3, 4])
        #expect(faults.map(\.line) == [1, 1])
    }

    @Test("a header of more cells than there are names is one fault, however long it is")
    func longHeader() {
        let faults = read(String(repeating: ",", count: 1 << 20) + "\nx\n").faults
        #expect(faults.map(\.found) == ["1048577 columns"])
        #expect(faults.map(\.line) == [1])
        let names = BatchRows.names.sorted()
        #expect(read(names.joined(separator: ",") + "\n" + String(repeating: ",", count: names.count - 1) + "\n").faults == [])
    }

    @Test("of thousands of bad rows each line is named, in ranges")
    func badLines() {
        let rows = read("label,model\n" + (2...6_000).map { $0 % 3 == 0 ? "good,s21\n" : "bad,S99\n" }.joined())
        let lines = BadLines(rows.allFaults)
        #expect(Set(lines.ranges.flatMap(\.self)) == Set((2...6_000).filter { $0 % 3 != 0 }) && lines.ranges.count == 2_000)
        #expect(lines.ranges.prefix(2) == [2...2, 4...5] && lines.text.hasPrefix("2, 4–5, 7–8, "))
        let twice = BadLines(read("label,model,quantity\nwrong twice,S99,0\n").allFaults)
        #expect(twice.ranges == [2...2] && BadLines([]).text.isEmpty)
    }

    @Test("no table, no rows, and too many are told as such")
    func counts() {
        #expect(read("").faults.map(\.expected) == ["a line that names the columns, and rows below"])
        #expect(read("model\n").faults.map(\.expected) == ["1 to 20000 rows"])
        #expect(read("model\n" + String(repeating: "s21\n", count: 20_001)).faults.map(\.found) == ["20001"])
        #expect(read("model\n" + String(repeating: "s21\n", count: 20_000)).allFaults == [])
        #expect(BatchRows.read([], shared: [:], catalogue: World.catalogue).faults.map(\.field) == ["rows"])
    }

    @Test("rows of JSON are read, and what is no object is told by its position")
    func elements() throws {
        let elements = try JSONValue(parsing: Array(#"[{"model":"s21"},7,{"model":"m30","quantity":-1}]"#.utf8)).array!
        let rows = BatchRows.read(elements, shared: shared, catalogue: World.catalogue)
        #expect(rows.rows.map { $0.machine != nil } == [true, false, false])
        #expect(rows.allFaults.map(\.line) == [2, 3])
    }

    @Test("random tables with known faults give exactly those faults")
    func random() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<200 {
            var csv = "hashrate_ths,power_watts,quantity\n"
            var expected: [[Int]] = []
            for row in 0..<Int.random(in: 1...20, using: &source) {
                let isBad = (0..<3).map { _ in Int.random(in: 0..<6, using: &source) == 0 }
                let cells = isBad.map {
                    $0 ? ["-1", "nan", "1e99", "x"].randomElement(using: &source)! : String(Int.random(in: 1...500, using: &source))
                }
                csv += cells.joined(separator: ",") + "\n"
                expected += isBad.indices.filter { isBad[$0] }.map { [row + 2, $0 + 1] }
            }
            #expect(read(csv).allFaults.map { [$0.line ?? 0, $0.column ?? 0] } == expected, "seed \(seed)")
        }
    }
}
