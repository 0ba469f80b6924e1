import PluginKit
import Testing

@testable import Hosting

@Suite("Prices as a table")
struct PriceTableTests {
    private func table(_ text: String) -> PriceTable { PriceTable(Array(text.utf8)) }

    @Test("a decimal comma is read where commas do not stand between cells", arguments: [";", "\t"])
    func decimalComma(delimiter: String) {
        let lines = [
            ["starts_at", "zone", "USD_per_MWh"], ["2026-01-31T12:05:00Z", "N", "-91,25"], ["2026-01-31T12:10:00Z", "N", "40.5"],
        ]
        let table = table(lines.map { $0.joined(separator: delimiter) }.joined(separator: "\n"))
        #expect(table.faults.isEmpty && table.windows.map(\.usdPerMWh) == [-91.25, 40.5])
        // 1.234,5 and 1,234.5 mean different things in different countries.
        for number in ["1.234,5", "1,234.5", "1,2,3", ",", ""] {
            let text = lines[0].joined(separator: delimiter) + "\n2026-01-31T12:05:00Z\(delimiter)N\(delimiter)\(number)\n"
            #expect(self.table(text).faults.map(\.field) == ["usd_per_mwh"], "\(number)")
        }
    }

    @Test("every bad row is told with its line and each of its fields, and the good ones are taken")
    func faults() {
        let table = table(
            """
            starts_at,usd_per_mwh
            2026-01-31T12:05:00Z,90
            2026-01-31T12:05:01Z,ninety
            "2026-01-31T12:10:00Z","91,5"

            2026-01-31T12:15:00Z
            tomorrow,80
            2026-01-31T12:20:00Z,1e9
            2026-01-31T12:25:00Z,nan
            2026-01-31T12:30:00Z,-12.5
            """)
        #expect(table.windows.map(\.usdPerMWh) == [90, -12.5] && table.badRows == 6)
        let told = table.faults.map { "\($0.line) \($0.field) \($0.found ?? "")" }
        #expect(
            told == [
                "3 starts_at 2026-01-31T12:05:01Z", "3 usd_per_mwh ninety", "4 usd_per_mwh 91,5", "6 row 1 cells", "7 starts_at tomorrow",
                "8 usd_per_mwh 1e9", "9 usd_per_mwh nan",
            ])
    }

    @Test("windows one after another of one price are one span, and a gap or another price ends it")
    func spans() {
        let table = table(
            """
            starts_at;usd_per_mwh;minutes
            2026-01-31T12:00:00Z;90;60
            2026-01-31T13:00:00Z;90;15
            2026-01-31T13:15:00Z;50;5
            2026-01-31T13:25:00Z;50;5
            """)
        let spans = PriceSpan.spans(of: PriceWindow.lasting(table.windows))
        #expect(spans.map(\.usdPerMWh) == [90, 50, 50])
        #expect(spans.map { ($0.until.unixMicros - $0.from.unixMicros) / 60_000_000 } == [75, 5, 5])
        #expect(PriceSpan.spans(of: []).isEmpty)
    }

    @Test("a price that holds for an hour or a quarter of one is twelve windows or three, up to the next one")
    func steps() throws {
        let table = table(
            """
            starts_at,usd_per_mwh,minutes
            2026-01-31T12:00:00Z,90,60
            2026-01-31T13:00:00Z,40,15
            2026-01-31T13:15:00Z,50,
            """)
        #expect(table.faults.isEmpty && table.goodRows == 3)
        #expect(table.windows.map(\.usdPerMWh) == Array(repeating: 90, count: 12) + [40, 40, 40, 50])
        let begins = table.windows.map(\.startsAt.unixMicros)
        #expect(zip(begins, begins.dropFirst()).allSatisfy { $1 - $0 == PriceWindow.micros })
        let json = try JSONValue(
            parsing: Array(
                """
                {"items": [{"starts_at": "2026-01-31T12:00:00Z", "usd_per_mwh": 90, "minutes": 60},
                    {"starts_at": "2026-01-31T13:00:00Z", "usd_per_mwh": 40}]}
                """.utf8))
        #expect(try PriceList.read(json) == Array(table.windows.prefix(13)))
        // The rule acts all through the hour, and not only in its first minutes.
        let now = try #require(Timestamp(rfc3339: "2026-01-31T12:41:00Z"))
        let verdict = PriceRule(strikeUSDPerMWh: 80).verdict(table.windows, isCurtailed: false, now: now)
        #expect(verdict == .curtail(.dearEnough(usdPerMWh: 90, strike: 80, windows: 9)))
    }

    @Test(
        "minutes that are no whole windows, none or too many are told, and so is a table that is too long",
        arguments: ["7", "0", "1445", "x"])
    func badSteps(minutes: String) throws {
        let table = table("starts_at,usd_per_mwh,minutes\n2026-01-31T12:00:00Z,90,\(minutes)\n2026-01-31T13:00:00Z,40,5\n")
        #expect(table.faults.map { "\($0.line) \($0.field) \($0.found ?? "")" } == ["2 minutes \(minutes)"] && table.badRows == 1)
        #expect(table.windows.count == 1 && table.goodRows == 1)
        let number = Int64(minutes).map(String.init) ?? #""x""#
        let item = #"{"items":[{"starts_at":"2026-01-31T12:00:00Z","usd_per_mwh":90,"minutes":\#(number)}]}"#
        let error = #expect(throws: PluginError.self) { try PriceList.read(try JSONValue(parsing: Array(item.utf8))) }
        #expect(error?.message.contains("items[0]: minutes") == true)
        let days = (1...35).map { "2026-0\($0 / 29 + 1)-\($0 % 28 < 9 ? "0" : "")\($0 % 28 + 1)T00:00:00Z,9,1440\n" }.joined()
        let long = self.table("starts_at,usd_per_mwh,minutes\n" + days)
        #expect(long.windows.isEmpty && long.badRows == 35 && long.faults.map(\.found) == ["10080 windows"])
    }

    @Test("a table without its columns, without rows, with too many or unreadable is refused as a whole")
    func unreadable() {
        #expect(table("").faults.map(\.field) == ["starts_at", "usd_per_mwh"])
        #expect(table("starts_at,price\n2026-01-31T12:05:00Z,9\n").faults.map(\.field) == ["usd_per_mwh"])
        #expect(table("starts_at,usd_per_mwh\n").faults.map(\.found) == ["0 rows"])
        #expect(table("starts_at,usd_per_mwh\n\"2026").faults.map(\.field) == ["csv"])
        let many = "starts_at,usd_per_mwh\n" + String(repeating: "2026-01-31T12:05:00Z,9\n", count: PriceList.most + 1)
        let refused = table(many)
        #expect(refused.faults.map(\.found) == ["5001 rows"] && refused.windows.isEmpty && refused.badRows == PriceList.most + 1)
    }

    @Test("of two prices for the same time the last counts")
    func lasting() throws {
        let begin = try #require(PriceWindow.begin("2026-01-31T12:05:00Z"))
        let windows = [PriceWindow(startsAt: begin, usdPerMWh: 1), PriceWindow(startsAt: begin, usdPerMWh: 2)]
        #expect(PriceWindow.lasting(windows).map(\.usdPerMWh) == [2])
    }
}
