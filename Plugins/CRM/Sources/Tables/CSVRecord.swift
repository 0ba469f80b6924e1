/// One record of a table.
struct CSVRecord: Sendable, Hashable {
    /// The line that it begins on, from 1: a quoted cell may run over several.
    let line: Int
    let cells: [String]
}
