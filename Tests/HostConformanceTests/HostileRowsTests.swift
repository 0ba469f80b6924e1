import Testing

@testable import HostConformance
@testable import HostPlugins

@Suite("Results at the ends of their types")
struct HostileRowsTests {
    private static let shape = StatementShape(
        name: "",
        columns: [
            ("id", "bigint"), ("shelf", "integer"), ("watts", "double precision"), ("at", "timestamp with time zone"), ("usd", "numeric"),
            ("name", "text"),
        ])

    /// What stands in the first row of a column, by the host's own reader.
    private static func value<Result>(_ what: String, _ column: String, _ read: (RowsColumn) -> Result) throws -> Result {
        let found = try #require(HostileRows.all(shape, seed: 1).first { $0.what == what })
        return try found.rows.withUnsafeBytes { read(try #require(try RowsReader($0).column(column))) }
    }

    @Test(
        "Each column has the greatest or the least value of its type",
        arguments: [
            ("greatest", Int64.max, Int64(Int32.max), Double.greatestFiniteMagnitude),
            ("least", Int64.min, Int64(Int32.min), -Double.greatestFiniteMagnitude),
        ])
    func ends(end: String, long: Int64, short: Int64, number: Double) throws {
        let what = "the \(end) value of each column's type"
        for name in ["id", "at"] { #expect(try Self.value(what, name) { $0.integer(0) } == long) }
        #expect(try Self.value(what, "shelf") { $0.integer(0) } == short)
        #expect(try Self.value(what, "watts") { $0.number(0) } == number)
        let digits = String(repeating: "9", count: 400)
        #expect(try Self.value(what, "usd") { $0.text(0) } == (long > 0 ? digits : "-" + digits))
        #expect(try Self.value(what, "name") { $0.text(0) }.hasPrefix("text "), "text has no end")
    }

    @Test("Infinity is where a type has it") func infinity() throws {
        #expect(try Self.value("infinity", "watts") { $0.number(0) } == .infinity)
        #expect(try Self.value("infinity below zero", "watts") { $0.number(0) } == -.infinity)
        #expect(try Self.value("infinity", "at") { $0.integer(0) } == .max)
    }

    @Test("Some columns at the ends are the same for each seed, so that a plugin that passes does so again") func same() {
        func some(_ seed: UInt64) -> [[UInt8]] {
            HostileRows.all(Self.shape, seed: seed).filter { $0.what.hasPrefix("some columns") }.map(\.rows)
        }
        #expect(some(1).count == 6 && some(1) == some(2) && Set(some(1)).count == 6)
    }
}
