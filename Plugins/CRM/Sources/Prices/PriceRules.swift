/// What the fields of a price must be to each other, and prices of a table to one another. Pure.
enum PriceRules {
    static let longestDays = 366

    /// The fault of a price whose fields are fine each by itself; nil if there is none.
    static func fault(of draft: RecordDraft, line: Int? = nil, columns: [String: Int] = [:]) -> FieldFault? {
        guard let (from, to) = days(of: draft), to < from || to.number - from.number >= longestDays else { return nil }
        return FieldFault(
            "ends_on", found: to.text, expected: "starts_on or a later day, at most \(longestDays - 1) days after it", line: line,
            column: columns["ends_on"])
    }

    /// The places of drafts that hold on a day on which an earlier one of the same tariff and currency does, each with that one's place.
    static func clashes(_ drafts: [RecordDraft]) -> [(place: Int, other: Int)] {
        var taken: [String: [(from: CalendarDay, to: CalendarDay, place: Int)]] = [:]
        var found: [(place: Int, other: Int)] = []
        for (place, draft) in drafts.enumerated() {
            guard let (from, to) = days(of: draft) else { continue }
            let tariff = (text("currency", of: draft) ?? "USD") + " " + (text("tariff", of: draft) ?? "")
            // Sorted and without overlaps: only the last that begins no later, and the next, can be in the way.
            var known = taken[tariff] ?? []
            var (low, high) = (0, known.count)
            while low < high {
                let middle = (low + high) / 2
                if known[middle].from <= from { low = middle + 1 } else { high = middle }
            }
            if low > 0, known[low - 1].to >= from {
                found.append((place, known[low - 1].place))
            } else if low < known.count, known[low].from <= to {
                found.append((place, known[low].place))
            } else {
                known.insert((from, to, place), at: low)
                taken[tariff] = known
            }
        }
        return found
    }

    /// Some day of a price has one already.
    static func taken(_ day: String?, line: Int? = nil) -> FieldFault {
        FieldFault(
            "starts_on", found: day ?? "days that have a price", expected: "days without another price of this tariff and currency",
            line: line)
    }

    private static func days(of draft: RecordDraft) -> (CalendarDay, CalendarDay)? {
        guard let from = text("starts_on", of: draft).flatMap({ CalendarDay($0) }),
            let to = text("ends_on", of: draft).flatMap({ CalendarDay($0) })
        else { return nil }
        return (from, to)
    }

    private static func text(_ name: String, of draft: RecordDraft) -> String? { draft.values[name] ?? nil }
}
