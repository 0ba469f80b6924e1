/// What a worker wrote to its standard error: whole lines for the log, and the end of it for the operator. Pure.
struct WorkerTrace {
    /// Bytes kept.
    static let keptBytes = 64 << 10
    /// A line is cut here.
    static let lineBytes = 4_096

    private var kept: [UInt8] = []
    private var line: [UInt8] = []

    /// The last of it, as text with control characters other than line ends escaped.
    var text: String {
        kept.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.withUnsafeBytes { WorkerTexts.text($0, maximumBytes: Self.lineBytes) }
        }.joined(separator: "\n")
    }

    /// Takes bytes and returns the lines that they end.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> [String] {
        kept.append(contentsOf: bytes)
        if kept.count > 2 * Self.keptBytes { kept.removeFirst(kept.count - Self.keptBytes) }
        var ended: [String] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                if line.count < Self.lineBytes { line.append(byte) }
                continue
            }
            if let text = takeLine() { ended.append(text) }
        }
        return ended
    }

    /// Nothing more comes: what is left is a line too.
    mutating func finish() -> String? {
        if kept.count > Self.keptBytes { kept.removeFirst(kept.count - Self.keptBytes) }
        return takeLine()
    }

    private mutating func takeLine() -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return nil }
        return line.withUnsafeBytes { WorkerTexts.text($0, maximumBytes: Self.lineBytes) }
    }
}
