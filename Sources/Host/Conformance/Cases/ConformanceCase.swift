import HostTenancy

/// One thing that the contract promises, tried on a plugin in a process of its own.
protocol ConformanceCase: Sendable {
    /// As `--case` takes it.
    var name: String { get }
    /// What is done, for the reader.
    var summary: String { get }
    /// What the contract says, from the headers.
    var rule: String { get }
    /// Cases that must have passed: without them this one would only say the same again.
    var needs: [String] { get }
    /// Where it is tried: with the plugin's code in the child process itself, in a worker of it, or both, one after the other.
    var isolations: [IsolationMode] { get }
    /// Part of a quick check.
    var isQuick: Bool { get }
    /// Time that the process gets.
    var limitSeconds: Int { get }
    /// Whether everything forbidden that a host noted ends this case; the first cases leave that to those that name it.
    var countsViolations: Bool { get }

    /// Tries it. A thrown finding is a failure.
    ///
    /// Thread: one of the child process's own that may block.
    func run(_ probe: Probe) throws(Finding) -> Verdict
}

extension ConformanceCase {
    var needs: [String] { ["borrowed-spans"] }
    var isolations: [IsolationMode] { [.host] }
    var isQuick: Bool { true }
    var limitSeconds: Int { 30 }
    var countsViolations: Bool { true }
}
