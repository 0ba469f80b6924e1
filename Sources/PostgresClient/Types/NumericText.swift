/// numeric: digits of base 10,000 to and from decimal text, exactly.
enum NumericText {
    private static let notANumber: UInt16 = 0xC000
    private static let infinity: UInt16 = 0xD000
    private static let minusInfinity: UInt16 = 0xF000
    private static let negative: UInt16 = 0x4000

    /// At most how many bytes `write` makes, or nil for a broken form.
    static func maximumBytes(_ value: UnsafeRawBufferPointer) -> Int? {
        guard value.count >= 8, value.count == 8 + Int(half(value, 0)) * 2 else { return nil }
        let weight = Int(Int16(bitPattern: half(value, 1)))
        let scale = Int(half(value, 3))
        return max(16, 1 + max(1, (weight + 1) * 4) + 1 + scale + 4)
    }

    static func write(_ value: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
        var count = 0
        func put(_ byte: UInt8) {
            target.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
            count += 1
        }
        let digitCount = Int(half(value, 0))
        let weight = Int(Int16(bitPattern: half(value, 1)))
        let sign = half(value, 2)
        let scale = Int(half(value, 3))
        switch sign {
        case notANumber:
            for byte in "NaN".utf8 { put(byte) }
            return count
        case infinity, minusInfinity:
            for byte in (sign == infinity ? "Infinity" : "-Infinity").utf8 { put(byte) }
            return count
        case negative: put(UInt8(ascii: "-"))
        default: break
        }
        func digits(_ index: Int) -> UInt16 { index >= 0 && index < digitCount ? half(value, 4 + index) : 0 }

        if weight < 0 {
            put(UInt8(ascii: "0"))
        } else {
            for index in 0...weight {
                let group = digits(index)
                var divisor: UInt16 = 1000
                while divisor > 0 {
                    let digit = UInt8(truncatingIfNeeded: group / divisor % 10)
                    // Leading zeros are left out, but for the last digit before the point.
                    if index > 0 || group >= divisor || divisor == 1 { put(48 + digit) }
                    divisor /= 10
                }
            }
        }
        guard scale > 0 else { return count }
        put(UInt8(ascii: "."))
        var written = 0
        var index = weight + 1
        while written < scale {
            let group = digits(index)
            var divisor: UInt16 = 1000
            while divisor > 0 && written < scale {
                put(48 + UInt8(truncatingIfNeeded: group / divisor % 10))
                written += 1
                divisor /= 10
            }
            index += 1
        }
        return count
    }

    /// The binary form of a decimal text (`-12.50`, `1e-7`, `NaN`, `Infinity`), or nil if it is none or beyond PostgreSQL's range.
    static func parse(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        switch String(decoding: text.prefix(16), as: UTF8.self).lowercased() {
        case "nan": return header(0, 0, notANumber, 0)
        case "infinity", "inf", "+infinity": return header(0, 0, infinity, 0)
        case "-infinity", "-inf": return header(0, 0, minusInfinity, 0)
        default: break
        }
        guard let decimal = DecimalParts(text) else { return nil }
        // Digits before the point, padded so that groups of four begin at the point.
        let integerCount = decimal.digits.count + decimal.exponent
        var scale = max(0, -decimal.exponent)
        guard integerCount <= 131_072, scale <= 16_383 else { return nil }
        let groupsBefore = integerCount > 0 ? (integerCount + 3) / 4 : -(-integerCount / 4)
        let leading = groupsBefore * 4 - integerCount
        var groups: [UInt16] = []
        var position = -leading
        while position < decimal.digits.count {
            var group: UInt16 = 0
            for offset in 0..<4 {
                let index = position + offset
                group = group * 10 + (index >= 0 && index < decimal.digits.count ? UInt16(decimal.digits[index]) : 0)
            }
            groups.append(group)
            position += 4
        }
        var weight = groupsBefore - 1
        while groups.first == 0 {
            groups.removeFirst()
            weight -= 1
        }
        while groups.last == 0 { groups.removeLast() }
        if groups.isEmpty { weight = 0 }
        scale = min(scale, 16_383)
        var bytes = header(UInt16(groups.count), Int16(weight), decimal.isNegative && !groups.isEmpty ? negative : 0, UInt16(scale))
        for group in groups {
            bytes.append(UInt8(group >> 8))
            bytes.append(UInt8(group & 0xFF))
        }
        return bytes
    }

    private static func header(_ count: UInt16, _ weight: Int16, _ sign: UInt16, _ scale: UInt16) -> [UInt8] {
        [count, UInt16(bitPattern: weight), sign, scale].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    private static func half(_ value: UnsafeRawBufferPointer, _ index: Int) -> UInt16 {
        UInt16(bigEndian: value.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
    }
}
