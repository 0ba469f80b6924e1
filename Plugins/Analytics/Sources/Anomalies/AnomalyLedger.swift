/// Findings that stand open from one look to the next: what is new, what goes on, what is over. Pure.
package struct AnomalyLedger: Sendable {
    /// Of whom and what: a finding of one kind stands open once.
    package struct Key: Hashable, Sendable {
        package let subject: Anomaly.Subject
        package let kind: AnomalyKind

        package init(subject: Anomaly.Subject, kind: AnomalyKind) { (self.subject, self.kind) = (subject, kind) }
    }

    /// A finding that stands open. Hours are counted from any fixed beginning.
    package struct Entry: Sendable {
        package var sinceHour: Int
        package var finding: Anomaly
        /// Looks in a row that no longer found it.
        package var missed: Int
        /// A person has taken note: from then on the new level may become usual.
        package var isAcknowledged: Bool

        package init(sinceHour: Int, finding: Anomaly, missed: Int = 0, isAcknowledged: Bool = false) {
            (self.sinceHour, self.finding, self.missed, self.isAcknowledged) = (sinceHour, finding, missed, isAcknowledged)
        }
    }

    /// What a look changed.
    package struct Changes: Sendable {
        package var opened: [Key] = []
        package var gone: [Key] = []
    }

    /// A finding is over after so many looks without it, so that one odd hour neither ends nor doubles it.
    package static let missesUntilGone = 3

    package private(set) var open: [Key: Entry]

    package init(open: [Key: Entry] = [:]) { self.open = open }

    /// Takes the findings of a look at an hour.
    package mutating func take(_ findings: [Anomaly], atHour hour: Int) -> Changes {
        var changes = Changes()
        var seen: Set<Key> = []
        for finding in findings {
            let key = Key(subject: finding.subject, kind: finding.kind)
            seen.insert(key)
            if open[key] != nil {
                open[key]?.finding = finding
                open[key]?.missed = 0
            } else {
                open[key] = Entry(sinceHour: hour - finding.hoursAgo, finding: finding)
                changes.opened.append(key)
            }
        }
        for (key, entry) in open where !seen.contains(key) {
            if entry.missed + 1 >= Self.missesUntilGone {
                open[key] = nil
                changes.gone.append(key)
            } else {
                open[key]?.missed += 1
            }
        }
        return changes
    }

    /// What a miner's levels must not be compared with: its open faults that nobody has acknowledged, by metric, in columns of a window whose
    /// first hour is `firstHour`.
    package func held(_ miner: Int64, firstHour: Int) -> [AnomalyMetric: FleetWindow.Held] {
        var held: [AnomalyMetric: FleetWindow.Held] = [:]
        for metric in AnomalyMetric.allCases {
            guard let entry = open[Key(subject: .miner(miner), kind: metric.kind)], !entry.isAcknowledged else { continue }
            held[metric] = FleetWindow.Held(since: entry.sinceHour - firstHour, expected: entry.finding.expected)
        }
        return held
    }
}
