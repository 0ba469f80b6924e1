/// Texts in a frame: each ended by NUL to a worker, each a line from one. Pure.
enum WorkerTexts {
    /// Texts one after the other, each ended by NUL. A text with a NUL of its own would end early, so that byte is left out.
    static func bytes(_ texts: some Sequence<String>) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            bytes.append(contentsOf: text.utf8.lazy.filter { $0 != 0 })
            bytes.append(0)
        }
        return bytes
    }

    /// The beginning of a text from a worker, with control characters escaped.
    static func text(_ bytes: UnsafeRawBufferPointer, maximumBytes: Int = 1_024) -> String {
        LogService.escaped(UnsafeRawBufferPointer(rebasing: bytes.prefix(maximumBytes)))
    }
}
