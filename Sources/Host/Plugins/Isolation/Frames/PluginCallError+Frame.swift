import PluginABI

extension PluginCallError {
    /// Reads the `hi_error` of a frame, of whatever length it is.
    init(status: Int32, frame bytes: UnsafeRawBufferPointer) {
        self = Self.withError(of: bytes) { PluginCallError(status: PluginStatus(status), error: $0) }
    }

    /// Lends the `hi_error` of a frame as the contract's struct; what the frame lacks is 0, and its size is no larger than the frame.
    static func withError<Result>(of bytes: UnsafeRawBufferPointer, _ body: (UnsafePointer<hi_error>) -> Result) -> Result {
        var error = hi_error()
        let count = min(bytes.count, MemoryLayout<hi_error>.size)
        withUnsafeMutableBytes(of: &error) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[0..<count])) }
        error.size = min(error.size, UInt32(count))
        return withUnsafePointer(to: &error, body)
    }
}
