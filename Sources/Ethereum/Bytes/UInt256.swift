/// A whole number from 0 to 2²⁵⁶ − 1: wei, and the contract's `uint256`. Arithmetic that leaves the range throws.
package struct UInt256: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    private let high: UInt128
    private let low: UInt128

    /// 2²⁵⁶ − 1.
    package static let max = UInt256(high: .max, low: .max)

    private init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    package init(integerLiteral value: UInt64) { self.init(value) }

    package init(_ value: some UnsignedInteger & FixedWidthInteger) { self.init(high: 0, low: UInt128(value)) }

    /// Reads decimal digits: no sign, no space, no leading zero.
    package init(decimal text: String) throws {
        let digits = text.utf8
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }), digits.count == 1 || digits.first != 48 else {
            throw EthereumFault(.numberMalformed, "expected a whole number in decimal digits, found \"\(text.prefix(80))\"")
        }
        var value: UInt256 = 0
        for digit in digits { value = try value.multiplied(by: 10).adding(UInt256(digit - 48)) }
        self = value
    }

    /// Reads up to 32 bytes, the most significant first.
    package init(bigEndian bytes: some Collection<UInt8>) throws {
        guard bytes.count <= 32 else { throw EthereumFault(.numberOverflow, "a number of \(bytes.count) bytes does not fit 256 bits") }
        var high: UInt128 = 0
        var low: UInt128 = 0
        for byte in bytes {
            high = high << 8 | low >> 120
            low = low << 8 | UInt128(byte)
        }
        self.init(high: high, low: low)
    }

    package init(_ word: Bytes32) {
        let (high, low) = word.withUnsafeBytes {
            ($0.loadUnaligned(as: UInt128.self), $0.loadUnaligned(fromByteOffset: 16, as: UInt128.self))
        }
        self.init(high: UInt128(bigEndian: high), low: UInt128(bigEndian: low))
    }

    /// The number as a word of the contract: 32 bytes, the most significant first.
    package var word: Bytes32 {
        Bytes32 {
            $0.storeBytes(of: high.bigEndian, as: UInt128.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt128.self)
        }
    }

    /// The fewest bytes that hold the number, the most significant first; none for zero. As RLP wants it.
    package var minimalBytes: ArraySlice<UInt8> { word.bytes.drop { $0 == 0 } }

    /// The number, or nil where it does not fit.
    package var uint64: UInt64? { high == 0 ? UInt64(exactly: low) : nil }

    /// The number, or nil where it does not fit.
    package var uint128: UInt128? { high == 0 ? low : nil }

    /// The sum; throws beyond 2²⁵⁶ − 1.
    package func adding(_ other: UInt256) throws -> UInt256 {
        let (lowSum, carry) = low.addingReportingOverflow(other.low)
        let (highSum, over) = high.addingReportingOverflow(other.high)
        let (sum, overAgain) = highSum.addingReportingOverflow(carry ? 1 : 0)
        guard !over, !overAgain else { throw EthereumFault(.numberOverflow, "\(self) + \(other) does not fit 256 bits") }
        return UInt256(high: sum, low: lowSum)
    }

    /// The product; throws beyond 2²⁵⁶ − 1.
    package func multiplied(by factor: UInt128) throws -> UInt256 {
        let (carry, lowProduct) = low.multipliedFullWidth(by: factor)
        let (highProduct, over) = high.multipliedReportingOverflow(by: factor)
        let (sum, overAgain) = highProduct.addingReportingOverflow(carry)
        guard !over, !overAgain else { throw EthereumFault(.numberOverflow, "\(self) × \(factor) does not fit 256 bits") }
        return UInt256(high: sum, low: lowProduct)
    }

    /// The quotient, rounded down, and what is left. The divisor must not be zero.
    package func quotientAndRemainder(dividingBy divisor: UInt128) -> (quotient: UInt256, remainder: UInt128) {
        let (highQuotient, carry) = high.quotientAndRemainder(dividingBy: divisor)
        let (lowQuotient, remainder) = divisor.dividingFullWidth((carry, low))
        return (UInt256(high: highQuotient, low: lowQuotient), remainder)
    }

    package var description: String {
        var groups: [String] = []
        var rest = self
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
            groups.append(String(remainder))
            rest = quotient
        } while rest != 0
        let padded = groups.dropLast().map { String(repeating: "0", count: 19 - $0.utf8.count) + $0 }
        return (padded + groups.suffix(1)).reversed().joined()
    }

    /// By value.
    package static func < (left: UInt256, right: UInt256) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
