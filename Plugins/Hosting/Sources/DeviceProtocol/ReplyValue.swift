/// A value in a reply, borrowed while the reply is scanned.
enum ReplyValue {
    case number(Double)
    case text(ReplyText)
    case bool(Bool)
    case null

    /// The value as a number; a text counts by the number it begins with.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): text.number
        case .bool, .null: nil
        }
    }

    /// The value as a whole number in `range`; nil where it is none.
    func integer(in range: ClosedRange<Int> = 0...9_007_199_254_740_991) -> Int? {
        guard let number, number.isFinite, number.rounded(.towardZero) == number, let whole = Int(exactly: number), range.contains(whole)
        else { return nil }
        return whole
    }

    /// The value as text, nil where it is none or empty.
    var string: String? {
        guard case .text(let text) = self else { return nil }
        let string = text.string()
        return string.isEmpty ? nil : string
    }

    /// The value as yes or no, also where a firmware writes it as text.
    var flag: Bool? {
        switch self {
        case .bool(let flag): return flag
        case .text(let text):
            if text.equals("true") || text.equals("y") || text.equals("yes") || text.equals("on") { return true }
            if text.equals("false") || text.equals("n") || text.equals("no") || text.equals("off") { return false }
            return nil
        case .number, .null: return nil
        }
    }
}
