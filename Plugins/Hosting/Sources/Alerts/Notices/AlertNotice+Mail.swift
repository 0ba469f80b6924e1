import PluginKit

extension AlertNotice {
    /// So many miners of a list are named; the others are counted.
    static let namedMiners = 20
    private static let namedPlaces = 10

    private var words: NoticeWords { NoticeWords(language: rule.language) }

    /// The mail's subject: one line of 400 bytes at most.
    var subject: String {
        let text = "[\(words.severity(rule.severity))] \(rule.name): \(words.counts(self))"
        var bytes = 0
        return String(
            text.prefix { character in
                bytes += character.utf8.count
                return bytes <= 400
            })
    }

    /// The mail's text.
    var text: String {
        var lines = ["\(words.matter(rule)). \(words.counts(self)).", words.lasts(rule)]
        for list in NoticeList.allCases {
            let records = list.records(self)
            guard !records.isEmpty else { continue }
            lines += ["", "\(words.heading(list)) (\(records.count))"]
            // Where a whole hall goes down at once, the places say more than the names.
            if records.count > AlertNotice.namedMiners { lines += places(records) }
            lines += records.prefix(AlertNotice.namedMiners).map { line($0, list) }
            if records.count > AlertNotice.namedMiners { lines.append("  \(words.more(records.count - AlertNotice.namedMiners))") }
        }
        return (lines + ["", words.place, ""]).joined(separator: "\n")
    }

    private func places(_ records: [AlertRecord]) -> [String] {
        let counts = Dictionary(grouping: records) { "\($0.client) · \($0.site ?? "–")" }.mapValues(\.count)
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(AlertNotice.namedPlaces).map { "  \($0.key): \($0.value)" }
    }

    private func line(_ record: AlertRecord, _ list: NoticeList) -> String {
        var parts = [record.serialNumber, record.client]
        if let site = record.site { parts.append(site) }
        if let value = record.value { parts.append("\(DisplayNumber.short(value, 1)) \(rule.kind.unit)") }
        parts.append("\(words.since) \(DisplayTime.text(record.beganAt))")
        if list == .recovered, let end = record.resolvedAt { parts.append("\(words.until) \(DisplayTime.text(end))") }
        return "  " + parts.joined(separator: " · ")
    }
}
