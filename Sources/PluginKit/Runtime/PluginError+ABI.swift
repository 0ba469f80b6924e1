import PluginABI

extension PluginError {
    /// Reads an error of the host's. Counts are clamped to the buffers; text that is not UTF-8 is repaired.
    init(status: hi_status, _ error: hi_error) {
        let code = Code(rawValue: status) ?? .internal
        var message = withUnsafeBytes(of: error.message) { buffer in
            String(decoding: buffer.prefix(Int(error.message_count)), as: UTF8.self)
        }
        if message.isEmpty { message = "The host gave no reason (status \(status))." }
        let details = withUnsafeBytes(of: error.details) { buffer in
            String(decoding: buffer.prefix(Int(error.details_count)), as: UTF8.self)
        }
        let sqlState = withUnsafeBytes(of: error.sqlstate) { buffer in
            String(decoding: buffer.prefix(5).prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(code, message, details: details, sqlState: sqlState.isEmpty ? nil : sqlState)
    }

    /// Writes this error into the caller's buffer, as far as the caller's `size` reaches.
    func write(to target: UnsafeMutablePointer<hi_error>) {
        var error = abiError
        let callerSize = Int(target.pointee.size)
        // A caller built against an older header may have a smaller struct: never write beyond what it said.
        let writable = min(callerSize, MemoryLayout<hi_error>.size)
        error.size = UInt32(writable)
        guard writable > MemoryLayout<UInt32>.size else { return }
        withUnsafeBytes(of: &error) { source in
            UnsafeMutableRawPointer(target).copyMemory(from: source.baseAddress!, byteCount: writable)
        }
        target.pointee.size = UInt32(callerSize)
    }

    /// This error as the contract's struct, texts cut at a character's boundary where they are too long.
    var abiError: hi_error {
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        error.status = code.rawValue
        error.message_count = withUnsafeMutableBytes(of: &error.message) { UInt32(Self.fill($0, with: message)) }
        error.details_count = withUnsafeMutableBytes(of: &error.details) { UInt32(Self.fill($0, with: details)) }
        if let sqlState {
            withUnsafeMutableBytes(of: &error.sqlstate) { buffer in
                _ = Self.fill(UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(5)), with: sqlState)
            }
        }
        return error
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, with text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            var count = min(bytes.count, buffer.count)
            while count > 0, count < bytes.count, bytes[count] & 0xC0 == 0x80 { count -= 1 }
            buffer.copyBytes(from: bytes.prefix(count))
            return count
        }
    }
}
