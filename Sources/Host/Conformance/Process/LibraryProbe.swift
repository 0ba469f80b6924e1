package import HostPlugins

/// Loads a library that nobody has run yet and reads its entry, in a child process: its constructors run there, with limits and an empty
/// environment, and not in the process of who asks.
package enum LibraryProbe {
    private static let cases: [any ConformanceCase] = [EntryCase(), FunctionsCase()]

    /// What of the bundle's library does not fit the contract; nil if all does.
    ///
    /// - Parameter executable: A program with the hidden command `plugins probe`.
    package static func fault(of bundle: PluginBundle, executable: String = "/proc/self/exe") async -> String? {
        for item in cases {
            let order = ProbeOrder(caseName: item.name, bundle: bundle.directory, seed: 1)
            let end = await ProbeProcess.run(order, executable: executable, limitSeconds: item.limitSeconds)
            if case .failed(let finding) = end.verdict(limitSeconds: item.limitSeconds) {
                return "\(finding.seen), expected: \(finding.expected)"
            }
        }
        return nil
    }
}
