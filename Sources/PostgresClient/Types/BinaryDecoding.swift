/// PostgreSQL's binary forms. Each function checks the length and answers nil for a form that it does not know.
enum BinaryDecoding {
    /// A value of fixed width as the 64 bits that a batch holds.
    static func word(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding) -> Int64? {
        switch decoding {
        case .int8: load(value, Int64.self)
        case .int4: load(value, Int32.self).map(Int64.init)
        case .int2: load(value, Int16.self).map(Int64.init)
        case .oid: load(value, UInt32.self).map(Int64.init)
        case .float8: load(value, Int64.self)
        case .float4: load(value, UInt32.self).map { Int64(bitPattern: Double(Float(bitPattern: $0)).bitPattern) }
        case .timestamp: load(value, Int64.self).map(timestampMicros)
        case .date: load(value, Int32.self).map(dateMicros)
        default: nil
        }
    }

    /// From microseconds since 2000; ±infinity, and what does not fit, become Int64.max and .min.
    static func timestampMicros(_ value: Int64) -> Int64 {
        if value == .min { return .min }
        let (sum, overflow) = value.addingReportingOverflow(TypeOID.epochMicros)
        return overflow ? .max : sum
    }

    static func dateMicros(_ days: Int32) -> Int64 {
        if days == .min { return .min }
        if days == .max { return .max }
        let (micros, overflow) = (Int64(days) + TypeOID.epochDays).multipliedReportingOverflow(by: TypeOID.microsPerDay)
        return overflow ? (days < 0 ? .min : .max) : micros
    }

    /// At most how many bytes `write` makes of the value, or nil for a form that it does not know.
    static func maximumBytes(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding) -> Int? {
        switch decoding {
        case .text, .bytea, .json: value.count
        case .jsonb: value.count >= 1 && value[0] == 1 ? value.count - 1 : nil
        case .uuid: value.count == 16 ? 36 : nil
        case .network: NetworkText.isKnown(value) ? NetworkText.maximumBytes : nil
        case .numeric: NumericText.maximumBytes(value)
        default: nil
        }
    }

    /// Writes a value of variable width that `maximumBytes` has accepted; returns the number of bytes.
    static func write(_ value: UnsafeRawBufferPointer, _ decoding: ColumnDecoding, to target: UnsafeMutableRawPointer) -> Int {
        switch decoding {
        case .jsonb: return copy(UnsafeRawBufferPointer(rebasing: value[1...]), to: target)
        case .uuid: return writeUUID(value, to: target)
        case .network: return NetworkText.write(value, to: target)
        case .numeric: return NumericText.write(value, to: target)
        default: return copy(value, to: target)
        }
    }

    static func load<Number: FixedWidthInteger>(_ value: UnsafeRawBufferPointer, _ type: Number.Type) -> Number? {
        guard value.count == MemoryLayout<Number>.size else { return nil }
        return Number(bigEndian: value.loadUnaligned(as: Number.self))
    }

    private static func copy(_ value: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
        if let base = value.baseAddress, value.count > 0 { target.copyMemory(from: base, byteCount: value.count) }
        return value.count
    }

    private static func writeUUID(_ value: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
        var offset = 0
        func put(_ byte: UInt8) {
            target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            offset += 1
        }
        func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }
        for (index, byte) in value.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { put(UInt8(ascii: "-")) }
            put(digit(byte >> 4))
            put(digit(byte & 15))
        }
        return offset
    }
}
