/// Where the code of an instance runs.
package enum IsolationMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// In the host's process.
    case host
    /// In a sandboxed process of its own.
    case worker
}
