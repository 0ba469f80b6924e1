/// What a plugin's migrations make, as their text says.
package struct MigrationReport: Sendable, Equatable {
    /// Columns by table: name → type (`int8`, `text[]`, …).
    package internal(set) var columns: [String: [String: String]] = [:]
    /// Enum types that are created, sorted.
    package internal(set) var enumTypes: [String] = []
}
