/// What a worker wrote of a crash: the lines from the last one that says how it came about.
struct CrashTrace {
    let frames: [Substring]

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        frames = lines.lastIndex { $0.hasPrefix("crash: ") || $0.contains(": crash: ") }.map { Array(lines[($0 + 1)...]) } ?? []
    }

    /// Whether a frame of the backtrace is in that function of that library.
    func names(_ library: String, _ function: String) -> Bool { frames.contains { $0.contains("/\(library)(\(function)+0x") } }
}
