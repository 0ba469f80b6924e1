/// What a scanner had to tolerate in one reply.
struct ReplyQuirks: OptionSet {
    let rawValue: UInt16

    /// Ended inside a value, an object or a list.
    static let truncated = ReplyQuirks(rawValue: 1)
    /// Began inside an object.
    static let headless = ReplyQuirks(rawValue: 2)
    /// Bytes that belong to nothing.
    static let garbage = ReplyQuirks(rawValue: 4)
    /// An object closed as a list, or the other way round, or a list written like an object.
    static let mismatchedBrackets = ReplyQuirks(rawValue: 8)
    /// Nested deeper than any firmware does; the rest was not read.
    static let tooDeep = ReplyQuirks(rawValue: 16)

    /// Whether something of the reply is missing.
    var isPartial: Bool { !isDisjoint(with: [.truncated, .headless, .tooDeep]) }
}
