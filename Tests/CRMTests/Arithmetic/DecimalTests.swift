import TestSupport
import Testing

@testable import CRM

@Suite struct DecimalTests {
    private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(text)) }

    @Test(
        "plain decimals are read and written as they are",
        arguments: ["0", "0.00", "1200.50", "-0.01", "99999999999999999999999999.999999999"])
    func readsAndWrites(text: String) throws { #expect(try decimal(text).text == text) }

    @Test(
        "zeros behind the point can be left away",
        arguments: [("1200.50", "1200.5"), ("256230.000", "256230"), ("100", "100"), ("0.00", "0")])
    func trims(text: String, trimmed: String) throws { #expect(try decimal(text).trimmedText == trimmed) }

    @Test(
        "what is no plain decimal is refused",
        arguments: ["", "-", ".", "1.", ".5", "1e5", "1,5", "1 000", "0x1", "--1", "١", "NaN", String(repeating: "1", count: 61)])
    func refuses(text: String) { #expect(Decimal(text) == nil) }

    @Test("a half is rounded away from zero", arguments: [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("2.675", "2.68")])
    func rounds(text: String, rounded: String) throws { #expect(try decimal(text).rounded(decimals: 2).text == rounded) }

    @Test("quotients are rounded to the decimals that are asked for")
    func divides() throws {
        #expect(Decimal(657).divided(by: Decimal(702), decimals: 18).text == "0.935897435897435897")
        #expect(Decimal(-1).divided(by: Decimal(3), decimals: 4).text == "-0.3333")
        #expect(try decimal("1.00").divided(by: try decimal("0.008"), decimals: 0).text == "125")
    }

    @Test("sums, differences and products of random numbers are those of whole numbers of 128 bits")
    func agreesWithIntegers() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<2_000 {
            let bits = Int64.random(in: 0...62, using: &source)
            let one = Int64.random(in: .min / 2 ... .max / 2, using: &source) >> bits
            let other = Int64.random(in: .min / 2 ... .max / 2, using: &source)
            let (left, right) = (try decimal("\(one)"), try decimal("\(other)"))
            #expect((left + right).text == "\(Int128(one) + Int128(other))", "seed \(seed)")
            #expect((left - right).text == "\(Int128(one) - Int128(other))", "seed \(seed)")
            #expect((left * right).text == "\(Int128(one) * Int128(other))", "seed \(seed)")
            #expect((left < right) == (one < other), "seed \(seed)")
        }
    }

    @Test("quotient and remainder of random magnitudes give the dividend back")
    func dividesBack() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<300 {
            let wide = (0..<Int.random(in: 1...5, using: &source)).reduce(Magnitude.zero) { sum, _ in
                sum * Magnitude(.max) + Magnitude(UInt64.random(in: .min ... .max, using: &source))
            }
            let divisor =
                Magnitude(UInt64.random(in: 1 ... .max, using: &source)) * Magnitude(UInt64.random(in: 1 ... .max, using: &source))
            let (quotient, remainder) = wide.divided(by: divisor)
            #expect(remainder < divisor, "seed \(seed)")
            #expect(quotient * divisor + remainder == wide, "seed \(seed)")
        }
    }
}
