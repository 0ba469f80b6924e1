/// Frames of MicroBT's API 3: four bytes of length, the low one first, then the content.
enum LengthFrame {
    private static let headerBytes = 4

    static func bytes(_ content: [UInt8]) -> [UInt8] {
        let length = UInt32(clamping: content.count)
        return (0..<headerBytes).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + content
    }

    /// The content of the first frame; nil while it is not whole.
    static func content(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > headerBytes else { return nil }
        let length = (0..<headerBytes).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        guard length > 0, bytes.count - headerBytes >= length else { return nil }
        return Array(bytes[headerBytes..<headerBytes + length])
    }
}
