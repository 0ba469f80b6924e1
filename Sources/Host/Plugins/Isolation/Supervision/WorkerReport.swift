/// How a worker ended last, for the operator.
package struct WorkerReport: Sendable, Hashable {
    package let end: WorkerEnd
    /// Microseconds since 1970 UTC.
    package let endedAtMicros: Int64
    /// What the process wrote to its standard error, such as its backtrace; at most 64 KiB.
    package let trace: String

    /// The first lines of the trace, as lines below a message; empty if there is none.
    var excerpt: String { trace.split(separator: "\n").prefix(24).reduce("") { "\($0)\n\($1)" } }
}
