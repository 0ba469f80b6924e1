package import HostPlugins

/// All cases of a check.
package struct ConformanceReport: Sendable {
    /// The bundle's folder as it was given.
    package let bundle: String
    /// What random cases followed from.
    package let seed: UInt64
    package let outcomes: [CaseOutcome]

    /// The cases that failed, in their order.
    package var failures: [CaseOutcome] { outcomes.filter(\.hasFailed) }

    /// A line a case; a failure also says the rule, what was seen and expected, and how to repeat it.
    package var text: String {
        var lines = ["  conformance, seed \(seed):"]
        let width = outcomes.map(\.name.count).max() ?? 0
        for outcome in outcomes {
            let name = outcome.name + String(repeating: " ", count: width - outcome.name.count)
            switch outcome.verdict {
            case .passed(let note): lines.append("    pass  \(name)  \(note)")
            case .skipped(let reason): lines.append("    skip  \(name)  \(reason)")
            case .warned(let finding), .failed(let finding):
                lines.append("    \(outcome.verdict.word)  \(name)  \(finding.seen)")
                lines.append("            rule: \(outcome.rule)")
                lines.append("            expected: \(finding.expected)")
                lines.append("            repeat: hashinsight plugins check --case \(outcome.name) --seed \(seed) \(bundle)")
            }
        }
        let count = failures.count
        lines.append(count == 0 ? "  conforms" : "  does not conform: \(count) of \(outcomes.count) cases failed")
        return lines.joined(separator: "\n")
    }

    /// For programs.
    package var json: JSONValue {
        .object([
            "seed": .string("\(seed)"), "conforms": .bool(failures.isEmpty),
            "cases": .array(
                outcomes.map { outcome in
                    var members: [String: JSONValue] = [
                        "name": .string(outcome.name), "verdict": .string(outcome.verdict.word), "rule": .string(outcome.rule),
                        "millis": .integer(Int64(outcome.millis)),
                    ]
                    switch outcome.verdict {
                    case .passed(let note), .skipped(let note): members["note"] = .string(note)
                    case .warned(let finding), .failed(let finding):
                        members["seen"] = .string(finding.seen)
                        members["expected"] = .string(finding.expected)
                    }
                    return .object(members)
                }),
        ])
    }
}
