/// Finds the errors in what a build printed. Pure.
///
/// Knows `path:line:column: error: text` (Swift, C compilers, Swift's traps), rustc's `error: text` with `--> path:line:column` below it, and the
/// linker's and make's lines.
package enum CompilerOutput {
    /// At most this many are given.
    package static let limit = 20

    /// The errors in their order, each once.
    package static func faults(in output: String) -> [BuildFault] {
        var faults: [BuildFault] = []
        func add(_ fault: BuildFault) {
            if faults.count < limit, !faults.contains(fault) { faults.append(fault) }
        }
        var rustError: String?
        for line in output.split(whereSeparator: \.isNewline) {
            let line = String(line)
            if let error = rustError, let match = line.firstMatch(of: /^\s*--> (.+:\d+:\d+)$/) {
                add(BuildFault(place: String(match.1), text: error))
                rustError = nil
            } else if let match = line.firstMatch(of: /^([^\s:][^:]*:\d+(?::\d+)?): (?:fatal error|error|Fatal error): (.+)$/) {
                add(BuildFault(place: String(match.1), text: String(match.2)))
            } else if let match = line.firstMatch(of: /^error(?:\[E\d+\])?: (.+)$/) {
                if let error = rustError { add(BuildFault(place: "", text: error)) }
                rustError = String(match.1)
            } else if line.contains("undefined reference to") || line.contains("undefined symbol") {
                add(BuildFault(place: "", text: line.trimmingPrefix(/\s*/).description))
            }
        }
        if let error = rustError, faults.isEmpty { add(BuildFault(place: "", text: error)) }
        return faults
    }
}
