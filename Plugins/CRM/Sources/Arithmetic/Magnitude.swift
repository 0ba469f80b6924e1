/// A whole number from zero up, as long as it needs to be. Exact: money is never rounded by what holds it.
struct Magnitude: Hashable, Sendable {
    /// In base 2^32, lowest first, without zeros on top; empty for zero.
    private(set) var limbs: [UInt32]

    static let zero = Magnitude(limbs: [])

    init(_ value: UInt64) { self.init(limbs: [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]) }

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    var isZero: Bool { limbs.isEmpty }

    static func + (left: Magnitude, right: Magnitude) -> Magnitude {
        var (sum, carry) = ([UInt32](), UInt64(0))
        for index in 0..<max(left.limbs.count, right.limbs.count) {
            carry += UInt64(left.limb(index)) + UInt64(right.limb(index))
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return Magnitude(limbs: sum)
    }

    /// The difference. `right` must not be the greater one.
    static func - (left: Magnitude, right: Magnitude) -> Magnitude {
        precondition(left >= right, "a magnitude has no sign")
        var (difference, borrow) = ([UInt32](), Int64(0))
        for index in left.limbs.indices {
            borrow += Int64(left.limb(index)) - Int64(right.limb(index))
            difference.append(UInt32(truncatingIfNeeded: borrow))
            borrow >>= 32
        }
        return Magnitude(limbs: difference)
    }

    static func * (left: Magnitude, right: Magnitude) -> Magnitude {
        var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (lower, one) in left.limbs.enumerated() {
            var carry = UInt64(0)
            for (upper, other) in right.limbs.enumerated() {
                carry += UInt64(one) * UInt64(other) + UInt64(product[lower + upper])
                product[lower + upper] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[lower + right.limbs.count] = UInt32(carry)
        }
        return Magnitude(limbs: product)
    }

    /// Quotient and remainder, bit by bit: the numbers here have a few limbs. `divisor` must not be zero.
    func divided(by divisor: Magnitude) -> (quotient: Magnitude, remainder: Magnitude) {
        precondition(!divisor.isZero, "nothing is divided by zero")
        if divisor.limbs.count == 1 {
            let (quotient, remainder) = divided(bySmall: divisor.limbs[0])
            return (quotient, Magnitude(UInt64(remainder)))
        }
        var quotient = [UInt32](repeating: 0, count: limbs.count)
        var remainder = Magnitude.zero
        for index in limbs.indices.reversed() {
            for bit in (0..<32).reversed() {
                remainder = remainder + remainder + Magnitude(UInt64(limbs[index] >> UInt32(bit) & 1))
                guard remainder >= divisor else { continue }
                remainder = remainder - divisor
                quotient[index] |= 1 << UInt32(bit)
            }
        }
        return (Magnitude(limbs: quotient), remainder)
    }

    func divided(bySmall divisor: UInt32) -> (quotient: Magnitude, remainder: UInt32) {
        var (quotient, remainder) = (limbs, UInt64(0))
        for index in limbs.indices.reversed() {
            remainder = remainder << 32 | UInt64(limbs[index])
            quotient[index] = UInt32(remainder / UInt64(divisor))
            remainder %= UInt64(divisor)
        }
        return (Magnitude(limbs: quotient), UInt32(remainder))
    }

    /// Ten to a power.
    static func powerOfTen(_ exponent: Int) -> Magnitude {
        var (result, ten) = (Magnitude(1), Magnitude(10))
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * ten }
            ten = ten * ten
            rest >>= 1
        }
        return result
    }

    private func limb(_ index: Int) -> UInt32 { index < limbs.count ? limbs[index] : 0 }
}

extension Magnitude: Comparable {
    static func < (left: Magnitude, right: Magnitude) -> Bool {
        guard left.limbs.count == right.limbs.count else { return left.limbs.count < right.limbs.count }
        for (one, other) in zip(left.limbs, right.limbs).reversed() where one != other { return one < other }
        return false
    }
}
