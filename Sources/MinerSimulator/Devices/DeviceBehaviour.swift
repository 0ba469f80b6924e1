/// How a simulated device treats those who ask it.
package enum DeviceBehaviour: Sendable, Hashable {
    /// Answers as the captured device did, with drifting readings.
    case healthy
    /// Accepts connections and never answers.
    case dead
    /// Its port is closed.
    case refusing
    /// Connection attempts get no answer at all.
    case blackholed
    /// Answers one byte at a time, with long pauses.
    case dripping
    /// Answers with bytes that mean nothing.
    case garbage
    /// Closes in the middle of its reply.
    case truncated
    /// Sends without end.
    case neverEnding
    /// Pads its reply to over a megabyte.
    case oversized
    /// Tells values that no miner can have.
    case implausible
    /// Hashes three fifths of what it should, as with a hash board lost, and draws the same.
    case weak
    /// One of its fans stands still; all else is well.
    case stoppedFan
    /// Answers everything with one captured malformed reply, by its name.
    case quirk(String)

    /// Reads the text form: `healthy`, `dead`, `never-ending`, `quirk:nan_unquoted`, …; nil for anything else.
    package init?(_ text: some StringProtocol) {
        if let plain = DeviceBehaviour.plain.first(where: { $0.description == text }) {
            self = plain
            return
        }
        guard text.hasPrefix("quirk:") else { return nil }
        let name = String(text.dropFirst("quirk:".count))
        guard Captures.wireQuirks.contains(where: { $0.command == name }) else { return nil }
        self = .quirk(name)
    }

    /// All behaviours but the quirks.
    package static let plain: [DeviceBehaviour] = [
        .healthy, .dead, .refusing, .blackholed, .dripping, .garbage, .truncated, .neverEnding, .oversized, .implausible,
        .weak, .stoppedFan,
    ]
    /// The ones that lie, quirks included.
    package static let lying: [DeviceBehaviour] =
        [.garbage, .truncated, .neverEnding, .oversized, .implausible] + quirkNames.map { .quirk($0) }
    /// Names of the captured malformed replies.
    package static let quirkNames: [String] = Captures.wireQuirks.map(\.command)
}

extension DeviceBehaviour: CustomStringConvertible {
    /// The text form.
    package var description: String {
        switch self {
        case .healthy: "healthy"
        case .dead: "dead"
        case .refusing: "refusing"
        case .blackholed: "blackholed"
        case .dripping: "dripping"
        case .garbage: "garbage"
        case .truncated: "truncated"
        case .neverEnding: "never-ending"
        case .oversized: "oversized"
        case .implausible: "implausible"
        case .weak: "weak"
        case .stoppedFan: "stopped-fan"
        case .quirk(let name): "quirk:\(name)"
        }
    }
}
