/// One record of a table.
public struct CSVRecord: Sendable, Hashable {
    /// The line that it begins on, from 1: a quoted cell may run over several.
    public let line: Int
    /// Without their quotes.
    public let cells: [String]
}
