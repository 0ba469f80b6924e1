import PostgresClient
import TestSupport

extension SeededRandom {
    /// The columns that `row` makes values for.
    static let columns: [RowBatch.Column] = [
        .init("a", .boolean), .init("b", .integer), .init("c", .integer), .init("d", .integer), .init("e", .number), .init("f", .number),
        .init("g", .text), .init("h", .bytes), .init("i", .timestamp), .init("j", .timestamp), .init("k", .timestamp), .init("l", .decimal),
        .init("m", .json), .init("n", .json), .init("o", .text), .init("p", .text), .init("q", .text),
    ]

    mutating func row() -> [PostgresValue] {
        var values: [PostgresValue] = [
            .bool(.random(using: &self)), .int(Int64(Int16.random(in: .min ... .max, using: &self))),
            .int(Int64(Int32.random(in: .min ... .max, using: &self))), .int(.random(in: .min ... .max, using: &self)),
            .double(Double(Float.random(in: -1e9...1e9, using: &self))), .double(.random(in: -1e300...1e300, using: &self)), .text(text()),
            .bytes((0..<Int.random(in: 0...40, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }),
            .timestamp(micros: .random(in: -60_000_000_000_000_000...200_000_000_000_000_000, using: &self)),
            .timestamp(micros: .random(in: -60_000_000_000_000_000...200_000_000_000_000_000, using: &self)),
            .timestamp(micros: .random(in: -700_000...2_000_000, using: &self) * 86_400_000_000), .decimal(decimal()),
            .json("{\"n\": \(Int.random(in: 0...999, using: &self))}"), .json(" [1,  \(Int.random(in: 0...999, using: &self))]"),
            .text(uuid()),
            .text("10.\(Int.random(in: 0...255, using: &self)).0.\(Int.random(in: 0...255, using: &self))"), .text(text()),
        ]
        for index in values.indices where Int.random(in: 0..<8, using: &self) == 0 { values[index] = .null }
        return values
    }

    private mutating func text() -> String {
        let letters: [Character] = ["a", "Z", "ö", "矿", "👷", "'", "\"", "\\", "\n", " ", "{", "%"]
        return String((0..<Int.random(in: 0...20, using: &self)).map { _ in letters.randomElement(using: &self) ?? "x" })
    }

    private mutating func decimal() -> String {
        func digits(_ range: ClosedRange<Int>) -> String {
            (0..<Int.random(in: range, using: &self)).map { _ in "\(Int.random(in: 0...9, using: &self))" }.joined()
        }
        let whole = digits(0...30).drop { $0 == "0" }
        let fraction = digits(0...20)
        let isZero = whole.isEmpty && !fraction.contains { $0 != "0" }
        return (Bool.random(using: &self) && !isZero ? "-" : "") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private mutating func uuid() -> String {
        let hex = (0..<32).map { _ in String(Int.random(in: 0...15, using: &self), radix: 16) }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { hex[$0].joined() }.joined(separator: "-")
    }
}
