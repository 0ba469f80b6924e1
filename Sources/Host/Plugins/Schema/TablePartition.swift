/// How a table is divided into partitions by time. Pure.
package struct TablePartition: Sendable, Hashable {
    package let table: String
    /// A `timestamptz` column.
    package let column: String
    /// Length of a partition; whole days. Partitions begin at multiples of it since 1970-01-01 UTC.
    package let everySeconds: Int
    /// Age at which a partition is dropped.
    package let keepSeconds: Int
    /// Whether the ingest role inserts into the partitions.
    package let isIngest: Bool

    package init(table: String, column: String, everySeconds: Int, keepSeconds: Int, isIngest: Bool) {
        self.table = table
        self.column = column
        self.everySeconds = everySeconds
        self.keepSeconds = keepSeconds
        self.isIngest = isIngest
    }

    /// Partitions of a roll-up table: longer ones for longer buckets, since those hold fewer rows a day.
    package init(rollup: RollupDeclaration) {
        let days = rollup.everySeconds <= 900 ? 1 : rollup.everySeconds <= 3_600 ? 7 : 90
        self.init(
            table: rollup.table, column: "bucket", everySeconds: days * 86_400, keepSeconds: max(rollup.keepSeconds, days * 86_400),
            isIngest: false)
    }

    /// Beginning of the partition that holds `unixSeconds`.
    package func start(of unixSeconds: Int) -> Int {
        let remainder = unixSeconds % everySeconds
        return unixSeconds - (remainder < 0 ? remainder + everySeconds : remainder)
    }

    /// Name of the partition that begins at `start`: the table's, then its first day in UTC.
    package func name(start: Int) -> String {
        let day = Self.civil(days: start / 86_400)
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(table)_\(padded(day.year, 4))\(padded(day.month, 2))\(padded(day.day, 2))"
    }

    /// Name of the partition that holds a row of this time (Unix microseconds), for bulk writes.
    package func name(containingMicros micros: Int64) -> String {
        var seconds = Int(micros / 1_000_000)
        if micros % 1_000_000 < 0 { seconds -= 1 }
        return name(start: start(of: seconds))
    }

    /// What to make and to drop at `now`, given the beginnings of the partitions that are there.
    ///
    /// - Parameter backTo: Oldest time that will be written, or nil for a day ago.
    package func plan(now: Int, existing: Set<Int>, backTo: Int? = nil) -> (create: [Int], drop: [Int]) {
        let first = max(start(of: min(backTo ?? now, now - 86_400)), start(of: now - keepSeconds))
        let last = start(of: now + 2 * max(everySeconds, 86_400))
        let wanted = stride(from: first, through: last, by: everySeconds)
        let drop = existing.filter { $0 + everySeconds <= now - keepSeconds }
        return (wanted.filter { !existing.contains($0) && !drop.contains($0) }, drop.sorted())
    }

    /// Date of a day counted from 1970-01-01 in the Gregorian calendar.
    static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
