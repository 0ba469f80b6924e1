internal import Glibc

/// Values as PostgreSQL prints them under `DateStyle=ISO`, `TimeZone=UTC`, `bytea_output=hex`. Nil for a form that is not known.
enum PrintedDecoding {
    static func word(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding) -> Int64? {
        switch decoding {
        case .int2, .int4, .int8, .oid: Int64(String(decoding: value, as: UTF8.self))
        case .float8: number(value).map { Int64(bitPattern: $0.bitPattern) }
        // The shortest text that names a `real` names another double.
        case .float4: number(value).map { Int64(bitPattern: Double(Float(String(decoding: value, as: UTF8.self)) ?? Float($0)).bitPattern) }
        case .timestamp, .date: timestampMicros(value)
        default: nil
        }
    }

    static func boolean(_ value: UnsafeRawBufferPointer) -> Bool? {
        guard value.count == 1 else { return nil }
        return value[0] == UInt8(ascii: "t") ? true : value[0] == UInt8(ascii: "f") ? false : nil
    }

    static func number(_ value: UnsafeRawBufferPointer) -> Double? {
        switch String(decoding: value, as: UTF8.self) {
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case "NaN": .nan
        case let text: Double(text)
        }
    }

    /// `2026-11-21`, `2026-11-21 01:02:03.5+00`, `0044-03-15 12:00:00 BC`, `infinity`.
    static func timestampMicros(_ value: UnsafeRawBufferPointer) -> Int64? {
        let text = String(decoding: value, as: UTF8.self)
        if text == "infinity" { return .max }
        if text == "-infinity" { return .min }
        var rest = text.utf8[...]
        func number() -> Int64? {
            var result: Int64 = 0, count = 0
            while let byte = rest.first, byte >= 48, byte <= 57, count < 9 {
                result = result * 10 + Int64(byte - 48)
                count += 1
                rest.removeFirst()
            }
            return count > 0 ? result : nil
        }
        func skip(_ character: Character) -> Bool {
            guard let ascii = character.asciiValue, rest.first == ascii else { return false }
            rest.removeFirst()
            return true
        }
        guard var year = number(), skip("-"), let month = number(), skip("-"), let day = number() else { return nil }
        var micros: Int64 = 0
        let isBeforeChrist = text.hasSuffix(" BC")
        if isBeforeChrist { year = 1 - year }
        if rest.count > 3 || !isBeforeChrist, skip(" ") {
            guard let hour = number(), skip(":"), let minute = number(), skip(":"), let second = number() else { return nil }
            micros = ((hour * 60 + minute) * 60 + second) * 1_000_000
            if skip(".") {
                var scale: Int64 = 100_000
                while let byte = rest.first, byte >= 48, byte <= 57, scale > 0 {
                    micros += Int64(byte - 48) * scale
                    scale /= 10
                    rest.removeFirst()
                }
            }
            let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
            if sign != 0 {
                guard let hours = number() else { return nil }
                var offset = hours * 3600
                if skip(":") {
                    guard let minutes = number() else { return nil }
                    offset += minutes * 60
                }
                if skip(":") {
                    guard let seconds = number() else { return nil }
                    offset += seconds
                }
                micros -= sign * offset * 1_000_000
            }
        }
        guard rest.isEmpty || isBeforeChrist && rest.elementsEqual(" BC".utf8) else { return nil }
        let (dayMicros, overflow) = daysSince1970(year: year, month: month, day: day).multipliedReportingOverflow(by: TypeOID.microsPerDay)
        guard !overflow else { return year < 0 ? .min : .max }
        let (sum, sumOverflow) = dayMicros.addingReportingOverflow(micros)
        return sumOverflow ? .max : sum
    }

    /// Proleptic Gregorian calendar, as PostgreSQL's; year 0 is 1 BC.
    static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func maximumBytes(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding) -> Int? {
        guard case .bytea = decoding else { return value.count }
        return value.count >= 2 && value.count % 2 == 0 && value[0] == UInt8(ascii: "\\") && value[1] == UInt8(ascii: "x")
            ? (value.count - 2) / 2 : nil
    }

    static func write(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding, to target: UnsafeMutableRawPointer) -> Int {
        guard case .bytea = decoding else {
            if let base = value.baseAddress, value.count > 0 { target.copyMemory(from: base, byteCount: value.count) }
            return value.count
        }
        let count = (value.count - 2) / 2
        for index in 0..<count {
            let byte = (hexDigit(value[2 + index * 2]) ?? 0) << 4 | (hexDigit(value[3 + index * 2]) ?? 0)
            target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
        return count
    }
}
