extension UnsafeRawBufferPointer {
    /// The little-endian number at `offset`. The caller has checked that it lies within the buffer.
    func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type = Number.self) -> Number {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Number>.size, "read outside of a checked range")
        return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

extension [UInt8] {
    /// Reads the bytes in place, with the reader's own type of error.
    func reading<Result>(_ body: (UnsafeRawBufferPointer) throws(PluginError) -> Result) throws(PluginError) -> Result {
        try withUnsafeBytes { buffer in
            Swift.Result { () throws(PluginError) in try body(buffer) }
        }.get()
    }

    /// Appends the number, little endian.
    mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Overwrites the bytes at `offset` with the number, little endian. The range must exist.
    mutating func store<Number: FixedWidthInteger>(littleEndian number: Number, at offset: Int) {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Number>.size, "write outside of the buffer")
        withUnsafeMutableBytes { $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self) }
    }

    /// Appends zeros until the count is divisible by 8.
    mutating func padToEight() {
        while count & 7 != 0 { append(0) }
    }
}
