/// Why bytes are no table.
public struct CSVFault: Error, Sendable, Hashable {
    /// From 1.
    public let line: Int
    /// What could have stood there.
    public let expected: String
    /// What stands there.
    public let found: String
}
