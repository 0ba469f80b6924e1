/// A simple check that a cron expression has the right form; the scheduler computes the times.
enum CronSyntax {
    static let expected = "five fields (minute hour day month weekday) of numbers, '*', ranges, lists and steps"

    /// Whether `text` has five fields, each within its range.
    static func isValid(_ text: String) -> Bool {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        let ranges = [0...59, 0...23, 1...31, 1...12, 0...7]
        guard fields.count == ranges.count else { return false }
        return zip(fields, ranges).allSatisfy { field, range in
            field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { isItem($0, in: range) }
        }
    }

    private static func isItem(_ item: Substring, in range: ClosedRange<Int>) -> Bool {
        let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2 {
            guard let step = number(halves[1]), step >= 1, step <= range.upperBound else { return false }
        }
        guard let span = halves.first else { return false }
        if span == "*" { return true }
        let ends = span.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(number)
        switch (ends.count, ends.first ?? nil, ends.last ?? nil) {
        case (1, let value?, _): return range.contains(value) && halves.count == 1
        case (2, let low?, let high?): return range.contains(low) && range.contains(high) && low <= high
        default: return false
        }
    }

    private static func number(_ text: Substring) -> Int? {
        text.count <= 2 && !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
