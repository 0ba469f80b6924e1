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
    package static var caseNames: [String] { ConformanceCases.all.map(\.name) + DatabaseCase.all.map(\.name) }

    /// The cases as the table of docs/testing-a-plugin.md.
    package static var reference: String {
        let lines = steps.map { "| `\($0.name)`\($0.isQuick ? "" : " \u{2020}") | \($0.summary) | \($0.rule) |" }
        return (["| case | what it does | what the contract says |", "|---|---|---|"] + lines).joined(separator: "\n")
    }

    /// What runs a case: a name in the list, what it needs, and its process.
    private struct Step {
        let name: String
        let summary: String
        let rule: String
        let needs: [String]
        let limitSeconds: Int
        let isQuick: Bool
    }

    private static let steps =
        ConformanceCases.all.map {
            Step(name: $0.name, summary: $0.summary, rule: $0.rule, needs: $0.needs, limitSeconds: $0.limitSeconds, isQuick: $0.isQuick)
        }
        + DatabaseCase.all.map {
            Step(
                name: $0.name, summary: $0.summary, rule: $0.rule, needs: DatabaseCase.needs, limitSeconds: DatabaseCase.limitSeconds,
                isQuick: false)
        }

    /// Runs the cases, or the one of that name without what it needs.
    ///
    /// - Parameter scratch: A database with the plugin's schema: shows what results look like, and serves the cases that need one.
    package func run(only name: String? = nil, scratch: ScratchDatabase? = nil, shapes: String? = nil) async -> ConformanceReport {
        var outcomes: [CaseOutcome] = []
        var standing: Set<String> = []
        for step in Self.steps where name == nil || step.name == name {
            guard name != nil || step.isQuick || !isQuick else { continue }
            let missing = name == nil ? step.needs.first { !standing.contains($0) } : nil
            let begin = monotonicNanos()
            let verdict: Verdict
            if let missing {
                verdict = .skipped("\(missing) did not pass")
            } else {
                let order = ProbeOrder(
                    caseName: step.name, bundle: bundle.directory, seed: seed, shapes: shapes, settings: settings, scratch: scratch?.folder)
                verdict = await ProbeProcess.run(order, executable: executable, limitSeconds: step.limitSeconds).verdict(
                    limitSeconds: step.limitSeconds)
                if !verdict.isFailure { standing.insert(step.name) }
            }
            outcomes.append(
                CaseOutcome(
                    name: step.name, summary: step.summary, rule: step.rule, verdict: verdict,
                    millis: Int((monotonicNanos() - begin) / 1_000_000)))
        }
        return ConformanceReport(bundle: path, seed: seed, outcomes: outcomes)
    }
}
