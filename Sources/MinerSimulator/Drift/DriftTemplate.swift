/// A captured text, its changing numbers marked.
struct DriftTemplate: Sendable {
    /// Safe: points into the program's constants, which live as long as the process.
    nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>
    let tokens: [DriftToken]
    /// The place among `tokens` of the first fan that turned.
    let firstFan: Int?
    /// Unix seconds of the capture, 0 if the device had no clock.
    let capturedAt: Double
    /// Seconds that the device had run, at least 60.
    let capturedUptime: Double

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        tokens = DriftScanner.tokens(in: bytes)
        firstFan = tokens.firstIndex { $0.signal == .fanSpeed }
        capturedAt = tokens.first { $0.signal == .clock && $0.base > 1e9 }?.base ?? 0
        capturedUptime = max(60, tokens.first { $0.signal == .uptime }?.base ?? 86_400)
    }

    /// Appends the text to `output` with its numbers as `readings` gives them; nil leaves them as captured.
    func render(_ readings: DriftReadings?, into output: inout [UInt8]) {
        guard let readings else { return output.append(contentsOf: bytes) }
        output.reserveCapacity(output.count + bytes.count + 64)
        var copied = 0
        for (index, token) in tokens.enumerated() {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<token.offset]))
            DecimalText.append(readings.value(of: token, number: index, in: self), decimals: token.decimals, to: &output)
            copied = token.offset + token.count
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied...]))
    }
}
