/// How a worker ended last, for the operator.
package struct WorkerReport: Sendable, Hashable {
    package let end: WorkerEnd
    /// Microseconds since 1970 UTC.
    package let endedAtMicros: Int64
    /// What the process wrote to its standard error, such as its backtrace; at most 64 KiB.
    package let trace: String

    /// Lines of an excerpt, at most.
    static let excerptLines = 24
    /// Of those, before the one that says how the plugin crashed: a runtime tells there what it found wrong.
    static let linesBeforeCrash = 4
    /// How the worker begins that line (crash.c).
    private static let crashMark = "crash: "

    /// The lines of the trace that tell of the end, as lines below a message; empty if there is none.
    var excerpt: String { Self.excerpt(of: trace).reduce("") { "\($0)\n\($1)" } }

    /// What of a trace tells of the end: the last crash with what came just before it; without one, the last lines.
    static func excerpt(of trace: String) -> ArraySlice<Substring> {
        let lines = trace.split(separator: "\n")
        guard let crash = lines.lastIndex(where: { $0.hasPrefix(crashMark) }) else { return lines.suffix(excerptLines) }
        return lines[max(0, crash - linesBeforeCrash)...].prefix(excerptLines)
    }
}
