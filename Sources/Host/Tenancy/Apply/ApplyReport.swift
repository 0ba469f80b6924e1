/// What applying a file has done.
package struct ApplyReport: Sendable, Hashable {
    package let changes: [TenancyChange]
    /// Edits made in the console that stayed.
    package let kept: [KeptEdit]
    /// Snapshots of the directory from this generation on show it.
    package let generation: Int64
}
