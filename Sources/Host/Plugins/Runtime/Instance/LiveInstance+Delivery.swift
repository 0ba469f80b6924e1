extension LiveInstance {
    /// Calls back into the plugin: on this thread if the plugin is known not to block, else on the plugin's own threads.
    func deliver(_ work: @escaping @Sendable () -> Void) {
        guard plugin.isInline else {
            plugin.threads.executeAlways(work)
            return
        }
        let effort = plugin.effortIfWatched()
        let before = monotonicNanos()
        work()
        let nanos = monotonicNanos() &- before
        if nanos > LoadedPlugin.overrunNanos { plugin.overran(nanos: nanos, since: effort, tenant: tenant.tenantId) }
    }
}
