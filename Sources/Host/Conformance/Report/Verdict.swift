import HostPlugins

/// How a case ended.
package enum Verdict: Sendable, Equatable {
    /// With what was done, for the reader.
    case passed(String)
    /// Allowed by the letter, and yet worth a look.
    case warned(Finding)
    case failed(Finding)
    /// With the reason: nothing to try it on, or a case before it failed.
    case skipped(String)

    var isFailure: Bool { if case .failed = self { true } else { false } }

    /// As reports spell it.
    package var word: String {
        switch self {
        case .passed: "pass"
        case .warned: "warn"
        case .failed: "fail"
        case .skipped: "skip"
        }
    }

    /// One line of JSON, as the child process tells its parent.
    var line: String {
        switch self {
        case .passed(let note), .skipped(let note): JSONValue.object(["verdict": .string(word), "note": .string(note)]).text
        case .warned(let finding), .failed(let finding):
            JSONValue.object(["verdict": .string(word), "seen": .string(finding.seen), "expected": .string(finding.expected)]).text
        }
    }

    /// Reads ``line``; nil for anything else.
    init?(line: some Collection<UInt8>) {
        guard let value = try? JSONValue.parse(line), let word = value["verdict"]?.stringValue else { return nil }
        let finding = Finding(value["seen"]?.stringValue ?? "", expected: value["expected"]?.stringValue ?? "")
        switch word {
        case "pass": self = .passed(value["note"]?.stringValue ?? "")
        case "skip": self = .skipped(value["note"]?.stringValue ?? "")
        case "warn": self = .warned(finding)
        case "fail": self = .failed(finding)
        default: return nil
        }
    }
}
