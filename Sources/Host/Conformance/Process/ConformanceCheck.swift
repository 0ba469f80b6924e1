package import HostPlugins
import HostTenancy

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
    ///   - isQuick: Leaves out fuzz, leaks, the database and all cases in a worker but the first.
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
    package static var caseNames: [String] { steps.map(\.name) }

    /// The cases as the table of docs/testing-a-plugin.md: one that runs in both isolations stands there once.
    package static var reference: String {
        let lines = steps.filter { !$0.isRepeated }.map { step in
            "| `\(step.name)`\(step.isQuick ? "" : " \u{2020}")\(step.isInBoth ? " \u{2021}" : "") | \(step.summary) | \(step.rule) |"
        }
        return (["| case | what it does | what the contract says |", "|---|---|---|"] + lines).joined(separator: "\n")
    }

    /// What runs a case: a name in the list, what it needs, and its process.
    private struct Step {
        let name: String
        let summary: String
        let rule: String
        let isolation: IsolationMode
        let needs: [String]
        let limitSeconds: Int
        let isQuick: Bool
        let needsDatabase: Bool
        /// It runs in the process and in a worker; and this is the one in a worker.
        var (isInBoth, isRepeated) = (false, false)

        init(_ step: ConformanceStep) {
            (name, summary, rule) = (step.name, step.item.summary, step.item.rule)
            (isolation, needs, limitSeconds, isQuick) = (step.isolation, step.needs, step.item.limitSeconds, step.isQuick)
            needsDatabase = false
            isInBoth = step.item.isolations.count > 1
            isRepeated = isInBoth && step.isolation == .worker
        }

        init(_ item: DatabaseCase) {
            (name, summary, rule, isolation) = (item.name, item.summary, item.rule, item.isolation)
            (needs, limitSeconds, isQuick, needsDatabase) = (DatabaseCase.needs, DatabaseCase.limitSeconds, false, true)
        }
    }

    private static let steps = ConformanceStep.all.map { Step($0) } + DatabaseCase.all.map { Step($0) }

    /// Runs the cases, or those of these names; what they need counts only as far as it is among them.
    ///
    /// - Parameters:
    ///   - scratch: A database with the plugin's schema: shows what results look like, and serves the cases that need one.
    ///   - withoutDatabase: Why there is none.
    package func run(
        only names: Set<String>? = nil, scratch: ScratchDatabase? = nil, shapes: String? = nil, withoutDatabase: String? = nil
    ) async -> ConformanceReport {
        var outcomes: [CaseOutcome] = []
        var standing: Set<String> = []
        var hindrance: String?
        var notInForce: Set<String> = []
        for step in Self.steps where names?.contains(step.name) ?? (step.isQuick || !isQuick) {
            let missing = step.needs.first { names?.contains($0) != false && !standing.contains($0) }
            let begin = monotonicNanos()
            let verdict: Verdict
            if step.isolation == .worker, !bundle.manifest.isWorkerSafe {
                verdict = .skipped(ConformanceStep.notWorkerSafe)
            } else if let missing {
                verdict = .skipped("\(missing) did not pass")
            } else if step.needsDatabase, scratch == nil {
                hindrance = withoutDatabase ?? "there is none"
                verdict = .skipped("there is no scratch database" + (withoutDatabase.map { ": \($0)" } ?? ""))
            } else {
                let order = ProbeOrder(
                    caseName: step.name, bundle: bundle.directory, seed: seed, shapes: shapes, settings: settings, scratch: scratch?.folder)
                let end = await ProbeProcess.run(order, executable: executable, limitSeconds: step.limitSeconds)
                notInForce.formUnion(end.notInForce)
                verdict = end.verdict(limitSeconds: step.limitSeconds)
                if !verdict.isFailure { standing.insert(step.name) }
            }
            outcomes.append(
                CaseOutcome(
                    name: step.name, summary: step.summary, rule: step.rule, isolation: step.isolation, verdict: verdict,
                    millis: Int((monotonicNanos() - begin) / 1_000_000)))
        }
        return ConformanceReport(bundle: path, seed: seed, outcomes: outcomes, hindrance: hindrance, notInForce: notInForce.sorted())
    }
}
