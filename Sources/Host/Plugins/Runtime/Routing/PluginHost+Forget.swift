import HostCache

extension PluginHost {
    /// Lets go of a plugin that was uninstalled: it can no longer be enabled on this host. Images stay in the process.
    ///
    /// Instances that still run end at the next ``startLoaded()``.
    package func forget(_ plugin: String) {
        state.withLock { state in
            state.plugins[plugin] = nil
            state.loadFailures[plugin] = nil
        }
        if let cache { Task { await cache.clear(CachePartition(plugin: plugin, tenantKey: nil)) } }
    }
}
