/// One field of a cron expression and what it may hold.
enum CronField: String {
    case minute
    case hour
    case dayOfMonth = "day of month"
    case month
    case dayOfWeek = "day of week"

    private var bounds: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    private var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        case .minute, .hour, .dayOfMonth: []
        }
    }

    /// The set of values as bits.
    func parse(_ text: Substring) throws(CronError) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = pieces.first, pieces.count <= 2 else { throw error(part) }
            var step = 1
            if pieces.count == 2 {
                guard let parsed = Int(pieces[1]), parsed > 0, parsed <= bounds.upperBound else { throw error(part) }
                step = parsed
            }
            let range = try self.range(first, stepped: pieces.count == 2)
            for value in stride(from: range.lowerBound, through: range.upperBound, by: step) { bits |= 1 << UInt64(value) }
        }
        return bits
    }

    private func range(_ text: Substring, stepped: Bool) throws(CronError) -> ClosedRange<Int> {
        if text == "*" { return bounds }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = ends.first, ends.count <= 2 else { throw error(text) }
        let low = try value(first)
        guard ends.count == 2 else { return low...(stepped ? bounds.upperBound : low) }
        let high = try value(ends[1])
        guard low <= high else { throw error(text) }
        return low...high
    }

    private func value(_ text: Substring) throws(CronError) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return index + bounds.lowerBound }
        guard let number = Int(text), bounds.contains(number) else { throw error(text) }
        return number
    }

    private func error(_ text: Substring) -> CronError {
        CronError(
            field: rawValue, found: String(text),
            expected:
                "\(bounds.lowerBound) to \(bounds.upperBound)\(names.isEmpty ? "" : " or a name such as \(names[1])"), *, a-b, a,b or */n")
    }
}
