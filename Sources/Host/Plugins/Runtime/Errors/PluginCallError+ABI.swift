package import PluginABI

extension PluginCallError {
    private static let messageAt = MemoryLayout<hi_error>.offset(of: \.message)!
    private static let detailsAt = MemoryLayout<hi_error>.offset(of: \.details)!
    private static let sqlStateAt = MemoryLayout<hi_error>.offset(of: \.sqlstate)!
    private static let textCapacity = 496

    /// Reads an error that a plugin gave, believing none of its counts.
    ///
    /// - Parameter status: The status beside the error, which counts; `error.status` is only a copy.
    package init(status: PluginStatus, error: UnsafePointer<hi_error>?) {
        guard let error else {
            self.init(status == .ok ? .internal : status, "the plugin gave no reason")
            return
        }
        let size = min(Int(error.pointee.size), MemoryLayout<hi_error>.size)
        let bytes = UnsafeRawBufferPointer(start: error, count: size)
        func text(_ offset: Int, _ count: Int) -> String {
            let start = min(offset, size)
            let end = min(size, start + min(max(count, 0), Self.textCapacity))
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
        guard size >= Self.messageAt else {
            self.init(status == .ok ? .internal : status, "the plugin gave an error of \(size) bytes, expected at least \(Self.messageAt)")
            return
        }
        let message = text(Self.messageAt, Int(error.pointee.message_count))
        let state = text(Self.sqlStateAt, 5)
        self.init(
            status == .ok ? .internal : status, message.isEmpty ? "the plugin gave no reason" : message,
            sqlState: state.utf8.count == 5 && state.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) } ? state : nil,
            details: text(Self.detailsAt, Int(error.pointee.details_count)))
    }

    /// Writes the error into a caller's buffer, no further than the caller says it reaches.
    package func write(to error: UnsafeMutablePointer<hi_error>) {
        let size = min(Int(error.pointee.size), MemoryLayout<hi_error>.size)
        let raw = UnsafeMutableRawBufferPointer(start: error, count: size)
        func store(_ value: UInt32, at offset: Int) {
            if offset + 4 <= size { raw.storeBytes(of: value, toByteOffset: offset, as: UInt32.self) }
        }
        func copy(_ text: String, at offset: Int, capacity: Int) -> Int {
            let room = min(capacity, max(0, size - offset))
            let bytes = text.utf8
            var end = bytes.index(bytes.startIndex, offsetBy: room, limitedBy: bytes.endIndex) ?? bytes.endIndex
            // A cut text must not end within a character.
            while end < bytes.endIndex, end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
            var copied = 0
            for byte in bytes[..<end] {
                raw[offset + copied] = byte
                copied += 1
            }
            return copied
        }
        store(UInt32(bitPattern: status.rawValue), at: MemoryLayout<hi_error>.offset(of: \.status)!)
        let state = copy(sqlState ?? "", at: Self.sqlStateAt, capacity: 7)
        if Self.sqlStateAt + state < size { raw[Self.sqlStateAt + state] = 0 }
        store(
            UInt32(copy(message, at: Self.messageAt, capacity: Self.textCapacity)), at: MemoryLayout<hi_error>.offset(of: \.message_count)!)
        store(
            UInt32(copy(details, at: Self.detailsAt, capacity: Self.textCapacity)), at: MemoryLayout<hi_error>.offset(of: \.details_count)!)
    }

    /// The error as the contract's struct, lent to `body`.
    func withABI<R>(_ body: (UnsafePointer<hi_error>) -> R) -> R {
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        write(to: &error)
        return withUnsafePointer(to: &error, body)
    }

    /// What stands behind a lent error buffer. With it the buffer is just small enough to lie on the stack.
    private static let canary: UInt64 = 0xC0DE_5A1F_E77E_D0CA

    /// Calls `body` with an empty error buffer and returns what it left there beside its status.
    ///
    /// - Parameter onOverwrite: Called if `body` wrote past the buffer's end.
    @inline(__always)
    static func collect(
        onOverwrite: () -> Void = {}, _ body: (UnsafeMutablePointer<hi_error>) -> hi_status
    ) -> PluginCallError? {
        let end = MemoryLayout<hi_error>.stride
        return withUnsafeTemporaryAllocation(byteCount: end + 8, alignment: 8) { buffer in
            let error = buffer.baseAddress!.bindMemory(to: hi_error.self, capacity: 1)
            // The head only: a thousand bytes of text are not cleared for every call. What a plugin does not write it does not count.
            buffer.baseAddress!.initializeMemory(as: UInt8.self, repeating: 0, count: Self.messageAt)
            buffer.storeBytes(of: Self.canary, toByteOffset: end, as: UInt64.self)
            error.pointee.size = UInt32(MemoryLayout<hi_error>.size)
            let status = body(error)
            if buffer.load(fromByteOffset: end, as: UInt64.self) != Self.canary { onOverwrite() }
            guard status != PluginStatus.ok.rawValue else { return nil }
            return PluginCallError(status: PluginStatus(status), error: error)
        }
    }
}
