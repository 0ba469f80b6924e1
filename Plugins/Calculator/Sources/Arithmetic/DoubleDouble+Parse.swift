extension DoubleDouble {
    /// Reads a decimal such as `-12.50` or `1.2e-5`: a sign, digits with at most one point, an exponent.
    ///
    /// Nil for anything else, and beyond 34 significant digits or powers of ten from -40 to 40: no figure of this trade has more.
    init?(decimal text: some StringProtocol) {
        var digits: UInt128 = 0
        var significant = 0
        var scale = 0
        var hasDigit = false
        var hasPoint = false
        let bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        var at = isNegative || bytes.first == UInt8(ascii: "+") ? 1 : 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                hasDigit = true
                if significant > 0 || byte != UInt8(ascii: "0") { significant += 1 }
                guard significant <= 34 else { return nil }
                digits = digits &* 10 &+ UInt128(byte - UInt8(ascii: "0"))
                if hasPoint { scale -= 1 }
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard hasDigit, let exponent = Self.exponent(bytes[at...]) else { return nil }
                scale += exponent
                at = bytes.count
            default: return nil
            }
        }
        guard hasDigit, (-40...40).contains(scale) else { return nil }
        let whole = DoubleDouble(whole: digits)
        let value = scale < 0 ? whole / Self.powerOfTen(-scale) : whole * Self.powerOfTen(scale)
        self = isNegative ? -value : value
    }

    private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard (1...4).contains(bytes.count) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    private init(whole value: UInt128) {
        let rounded = Double(value)
        let back = UInt128(rounded)
        self.init(normalizing: rounded, back > value ? -Double(back - value) : Double(value - back))
    }

    /// Exact up to 10^22 as one double, and as a product of two such beyond.
    private static func powerOfTen(_ exponent: Int) -> DoubleDouble {
        let exact = DoubleDouble(10).power(min(exponent, 22))
        return exponent <= 22 ? exact : exact * DoubleDouble(10).power(exponent - 22)
    }
}
