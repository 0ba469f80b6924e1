/// How a worker ended last, for the operator.
package struct WorkerReport: Sendable, Hashable {
    package let end: WorkerEnd
    /// Microseconds since 1970 UTC.
    package let endedAtMicros: Int64
    /// What the process wrote to its standard error, such as the backtrace of its crash or of what it hung in; at most 64 KiB.
    package let trace: String

    /// Lines of an excerpt, at most.
    static let excerptLines = 24
    /// Of those, before the one that says how the plugin came to its end: a runtime tells there what it found wrong.
    static let linesBeforeEnd = 4
    /// How the worker begins that line (crash.c, place.c).
    private static let marks = ["crash: ", "place: "]

    /// The lines of the trace that tell of the end, as lines below a message; empty if there is none.
    var excerpt: String { Self.excerpt(of: trace).reduce("") { "\($0)\n\($1)" } }

    /// What of a trace tells of the end: the last crash, or what it hung in, with what came just before it; without one, the last lines.
    static func excerpt(of trace: String) -> ArraySlice<Substring> {
        let lines = trace.split(separator: "\n")
        let end = lines.lastIndex { line in marks.contains { line.hasPrefix($0) } }
        guard let end else { return lines.suffix(excerptLines) }
        return lines[max(0, end - linesBeforeEnd)...].prefix(excerptLines)
    }
}
