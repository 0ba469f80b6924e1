import PluginABI

extension String {
    /// Calls `body` with a span over the text, which is borrowed until it returns.
    func withABIBytes<Result>(_ body: (hi_bytes) throws -> Result) rethrows -> Result {
        var text = self
        return try text.withUTF8 { try body(hi_bytes(data: $0.baseAddress, count: $0.count)) }
    }
}

extension [UInt8] {
    /// Calls `body` with a span over the bytes, which is borrowed until it returns.
    func withABIBytes<Result>(_ body: (hi_bytes) throws -> Result) rethrows -> Result {
        try withUnsafeBufferPointer { try body(hi_bytes(data: $0.baseAddress, count: $0.count)) }
    }
}

extension hi_bytes {
    /// The span as a buffer, valid as long as the span is. A null with a count, which the contract forbids, is read as empty.
    var buffer: UnsafeRawBufferPointer {
        guard let data else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: data, count: count)
    }
}
