package import HostPlugins

/// All cases of a check.
package struct ConformanceReport: Sendable {
    /// The bundle's folder as it was given.
    package let bundle: String
    /// What random cases followed from.
    package let seed: UInt64
    package let outcomes: [CaseOutcome]
    /// Why cases that should have been tried were not; nil if all were that were asked for.
    package let hindrance: String?
    /// What the kernel did not offer to confine the plugin while it was tried, each with the reason.
    package let notInForce: [String]

    /// The cases that failed, in their order.
    package var failures: [CaseOutcome] { outcomes.filter(\.hasFailed) }

    /// The cases that were not tried, by the reason, both in their order.
    package var skips: [(reason: String, names: [String])] {
        var found: [(reason: String, names: [String])] = []
        for outcome in outcomes {
            guard case .skipped(let reason) = outcome.verdict else { continue }
            if let place = found.firstIndex(where: { $0.reason == reason }) {
                found[place].names.append(outcome.name)
            } else {
                found.append((reason, [outcome.name]))
            }
        }
        return found
    }

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
        for (reason, names) in skips { lines.append("  not tried, \(reason): \(names.joined(separator: ", "))") }
        if !notInForce.isEmpty { lines.append("  warning: it was tried without \(notInForce.joined(separator: "; "))") }
        let count = failures.count
        let skipped = skips.reduce(0) { $0 + $1.names.count }
        let tried = skipped == 0 ? "" : ", as far as tried: \(outcomes.count - skipped) of \(outcomes.count) cases"
        lines.append(count == 0 ? "  conforms" + tried : "  does not conform: \(count) of \(outcomes.count) cases failed")
        return lines.joined(separator: "\n")
    }

    /// For programs.
    package var json: JSONValue {
        .object([
            "seed": .string("\(seed)"), "conforms": failures.isEmpty && hindrance != nil ? .null : .bool(failures.isEmpty),
            "skipped": .array(
                skips.map { .object(["reason": .string($0.reason), "cases": .array($0.names.map { .string($0) })]) }),
            "notInForce": .array(notInForce.map { .string($0) }),
            "cases": .array(
                outcomes.map { outcome in
                    var members: [String: JSONValue] = [
                        "name": .string(outcome.name), "isolation": .string(outcome.isolation.rawValue),
                        "verdict": .string(outcome.verdict.word), "rule": .string(outcome.rule),
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
