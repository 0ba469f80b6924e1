package import HostPlugins

/// Tries a plugin case by case, each in a process of its own, so that a crash, a hang or an exit is that case's finding and not the end
/// of the check.
package struct ConformanceCheck: Sendable {
    let bundle: PluginBundle
    /// The folder as it was given, for what is printed.
    let path: String
    /// This very program.
    let executable: String
    let seed: UInt64
    let isQuick: Bool
    let settings: String?

    /// - Parameters:
    ///   - path: The bundle's folder as it was given.
    ///   - executable: A program with the hidden command `plugins probe`.
    ///   - isQuick: Leaves out fuzz, leaks and database.
    ///   - settings: A JSON object; nil for the schema's defaults.
    package init(
        bundle: PluginBundle, path: String, executable: String = "/proc/self/exe", seed: UInt64, isQuick: Bool = false,
        settings: String? = nil
    ) {
        self.bundle = bundle
        self.path = path
        self.executable = executable
        self.seed = seed
        self.isQuick = isQuick
        self.settings = settings
    }

    /// Names of all cases in their order.
    package static var caseNames: [String] { ConformanceCases.all.map(\.name) }

    /// Runs the cases, or the one of that name without what it needs.
    package func run(only name: String? = nil) async -> ConformanceReport {
        var outcomes: [CaseOutcome] = []
        var standing: Set<String> = []
        for item in ConformanceCases.all where name == nil || item.name == name {
            guard name != nil || item.isQuick || !isQuick else { continue }
            let missing = name == nil ? item.needs.first { !standing.contains($0) } : nil
            let begin = monotonicNanos()
            let verdict: Verdict
            if let missing {
                verdict = .skipped("\(missing) did not pass")
            } else {
                verdict = await self.verdict(of: item)
                if !verdict.isFailure { standing.insert(item.name) }
            }
            outcomes.append(
                CaseOutcome(
                    name: item.name, summary: item.summary, rule: item.rule, verdict: verdict,
                    millis: Int((monotonicNanos() - begin) / 1_000_000)))
        }
        return ConformanceReport(bundle: path, seed: seed, outcomes: outcomes)
    }

    private func verdict(of item: any ConformanceCase) async -> Verdict {
        let order = ProbeOrder(caseName: item.name, bundle: bundle.directory, seed: seed, settings: settings)
        return await ProbeProcess.run(order, executable: executable, limitSeconds: item.limitSeconds).verdict(
            limitSeconds: item.limitSeconds)
    }
}
