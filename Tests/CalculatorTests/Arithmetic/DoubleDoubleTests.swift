import TestSupport
import Testing

@testable import Calculator

@Suite struct DoubleDoubleTests {
    @Test(
        "decimals come back as they were written",
        arguments: [
            "65279.8", "0.06", "-1.5", "125864590119494", "0.000000000123456789012345678", "999999999999999999", "0.1", "3.125",
            "123456789012345.678901234567",
        ])
    func roundTrip(_ text: String) {
        #expect(decimal(text).trimmed(significantDigits: 27) == text)
    }

    @Test("random decimals of up to 27 digits come back as they were written")
    func randomRoundTrips() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<5_000 {
            let digits = String(
                (0..<Int.random(in: 1...27, using: &source)).map { _ in Character(String(Int.random(in: 0...9, using: &source))) })
            let places = Int.random(in: 0..<digits.count, using: &source)
            let whole = digits.dropLast(places).drop { $0 == "0" }
            let fraction = String(String(digits.suffix(places).reversed().drop { $0 == "0" }).reversed())
            let text = (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
            #expect(decimal(text).trimmed(significantDigits: 27) == text, "seed \(seed)")
        }
    }

    @Test("ties go away from zero, and a tie that arithmetic moved by its last bits stays one")
    func ties() {
        #expect(decimal("2.345").text(decimals: 2) == "2.35")
        #expect(decimal("-2.345").text(decimals: 2) == "-2.35")
        #expect((decimal("2.345") / DoubleDouble(3) * DoubleDouble(3)).text(decimals: 2) == "2.35")
        #expect(decimal("2.3449999999999999999999").text(decimals: 2) == "2.34")
        #expect(decimal("0.004").text(decimals: 2) == "0.00")
        #expect(decimal("-0.004").text(decimals: 2) == "0.00")
        #expect(decimal("999.9996").text(significantDigits: 6) == "1000.00")
        #expect(decimal("0.5").text(decimals: 0) == "1")
        #expect(decimal("0.4").text(decimals: 0) == "0")
    }

    @Test(
        "what is no decimal is refused",
        arguments: [
            "", " ", "-", ".", "1.2.3", "NaN", "nan", "inf", "1e", "1e400", "--1", "1,5", "１", "0x10", "1 000", "1e-", "+",
            "12345678901234567890123456789012345",
        ])
    func refused(_ text: String) {
        #expect(DoubleDouble(decimal: text) == nil)
    }

    @Test("exponents and signs are read")
    func exponents() {
        #expect(decimal("1.2e-5").trimmed() == "0.000012")
        #expect(decimal("+5E3").trimmed() == "5000")
        #expect(decimal("-0").isZero)
        #expect(decimal("1e40").double == 1e40)
    }

    @Test("every value is printed, whatever its size, and what is no number too")
    func anyValue() {
        var values = [0, 1e-300, 1e-71, 1e36, 1e70, 1e71, 1e200, 1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, .nan]
        values += values.map { -$0 }
        for left in values {
            for right in values {
                for value in [DoubleDouble(left) * DoubleDouble(right), DoubleDouble(left) + DoubleDouble(right)] {
                    let texts = [value.trimmed(), value.text(significantDigits: 27), value.text(decimals: 0), value.text(decimals: 20)]
                    let areWords = texts.allSatisfy { ["nan", "-nan", "inf", "-inf"].contains($0) }
                    #expect(areWords || value.isFinite, "\(left), \(right): \(texts)")
                }
            }
        }
        #expect(DoubleDouble(1e200).trimmed() == "1e+200")
        #expect(DoubleDouble(Double.infinity).text(decimals: 2) == "inf")
    }

    @Test("a quotient times its divisor is the dividend to 29 digits, for random values")
    func quotients() {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<5_000 {
            let left =
                DoubleDouble(Double.random(in: 1e-6...1e15, using: &source)) / DoubleDouble(Double.random(in: 1...1e6, using: &source))
            let right = DoubleDouble(Double.random(in: 1e-6...1e15, using: &source)) / DoubleDouble(3)
            let error = ((left / right) * right - left) / left
            #expect(error.magnitude < DoubleDouble(1e-29), "seed \(seed)")
        }
    }

    @Test("the twelfth root to the twelfth is the value again")
    func roots() {
        for text in ["1.1", "1.000001", "2", "1.37", "0.5"] {
            #expect(decimal(text).root(12).power(12).text(significantDigits: 27) == decimal(text).text(significantDigits: 27))
        }
    }
}
