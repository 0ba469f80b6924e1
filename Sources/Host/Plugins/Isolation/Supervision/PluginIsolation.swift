package import HostTenancy

/// Where the instances of a plugin run, as the operator wants it.
package struct PluginIsolation: Sendable, Hashable {
    package let mode: IsolationMode
    package let sharing: WorkerSharing

    /// In the host's process; one worker for each tenant where an instance asks for one.
    package static let standard = PluginIsolation(mode: .host, sharing: .tenant)

    package init(mode: IsolationMode, sharing: WorkerSharing) {
        self.mode = mode
        self.sharing = sharing
    }
}
