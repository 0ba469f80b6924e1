/// Why bytes are no table.
struct CSVFault: Error, Sendable, Hashable {
    let line: Int
    let expected: String
    let found: String
}
