/// What a worker wrote of its end: the lines from the last one that says how it came about, or what it was at.
struct CrashTrace {
    let frames: [Substring]

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        let mark = lines.lastIndex { line in ["crash: ", "place: "].contains { line.hasPrefix($0) || line.contains(": \($0)") } }
        frames = mark.map { Array(lines[($0 + 1)...]) } ?? []
    }

    /// Whether a frame of the backtrace is in that function of that library.
    func names(_ library: String, _ function: String) -> Bool { frames.contains { $0.contains("/\(library)(\(function)+0x") } }
}
