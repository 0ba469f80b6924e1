/// Reads the length that a frame begins with, which may come in pieces: four bytes, the low one first.
struct FrameLength: Sendable, Equatable {
    static let headerCount = 4

    private var count = 0
    private var length = 0

    /// Bytes of the whole frame with its header; nil while the header is not whole. Never negative, however the device lies.
    var frameCount: Int? { count == FrameLength.headerCount ? FrameLength.headerCount + length : nil }

    /// Takes what came next of the reply; more than the header is of no account.
    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes.prefix(FrameLength.headerCount - count) {
            length |= Int(byte) << (8 * count)
            count += 1
        }
    }
}
