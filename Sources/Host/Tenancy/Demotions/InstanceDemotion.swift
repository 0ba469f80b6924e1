/// That an instance was moved from the host's process to a worker because it broke the contract there.
package struct InstanceDemotion: Sendable, Hashable {
    /// The digest of the version that did so; another one is not meant.
    package let version: String
    /// Such as `10 completions of calls that were not under way`.
    package let reason: String
    /// The host that saw it.
    package let host: String

    package init(version: String, reason: String, host: String) {
        self.version = version
        self.reason = reason
        self.host = host
    }
}
