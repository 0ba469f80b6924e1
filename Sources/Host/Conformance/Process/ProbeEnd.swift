/// How a child process came to its end, and what it had said until then.
struct ProbeEnd: Sendable {
    enum Way: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        case outOfTime
    }

    let way: Way
    /// What it reported, without its line's end.
    let lines: [String]
    /// The first lines of what was written to standard error.
    let errorText: String

    /// What it did last.
    var doing: String { lines.last { $0.hasPrefix("d ") }.map { String($0.dropFirst(2)) } ?? "starting" }

    /// What of its confinement the kernel did not offer.
    var notInForce: [String] { lines.filter { $0.hasPrefix("n ") }.map { String($0.dropFirst(2)) } }

    /// The verdict that it told, or what its end says of the plugin.
    func verdict(limitSeconds: Int) -> Verdict {
        if way != .outOfTime, let told = lines.last(where: { $0.hasPrefix("v ") }),
            let verdict = Verdict(line: Array(told.utf8.dropFirst(2)))
        {
            return verdict
        }
        let said = errorText.isEmpty ? "" : "; it said: \(errorText)"
        if let crash = lines.last(where: { $0.hasPrefix("c ") }) {
            return .failed(
                Finding("\(crash.dropFirst(2)) — while: \(doing)\(said)", expected: "no crash, whatever the host or the outside sends"))
        }
        switch way {
        case .outOfTime:
            return .failed(
                Finding("no end within \(limitSeconds) s — while: \(doing)", expected: "an end: nothing in the contract may wait for ever"))
        case .signalled(24):
            return .failed(Finding("CPU time without end — while: \(doing)", expected: "an end: nothing may compute for ever"))
        case .signalled(let number): return .failed(Finding("ended by signal \(number) — while: \(doing)\(said)", expected: "no crash"))
        case .exited(let code):
            return .failed(
                Finding(
                    "the process ended with exit code \(code) — while: \(doing)\(said)", expected: "a plugin never ends its host's process")
            )
        }
    }
}
