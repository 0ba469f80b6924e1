extension LiveInstance {
    /// Calls back into the plugin: on this thread if the plugin is known not to block, else on the plugin's own threads.
    func deliver(_ work: @escaping @Sendable () -> Void) {
        if code.worker != nil { return work() }  // it only sends a frame
        guard plugin.isInline else {
            plugin.threads.executeOwed(to: threadOwner) { self.measured(work) }
            return
        }
        let effort = plugin.effortIfWatched()
        let begun = services.inlineClock.begin()
        let before = monotonicNanos()
        work()
        let returned = monotonicNanos()
        let nanos = returned &- before
        let spent = services.inlineClock.end(begun, wallNanos: nanos)
        services.meter.recordCPU(nanos: spent, atNanos: returned)
        if nanos > LoadedPlugin.overrunNanos {
            plugin.overran(nanos: nanos, since: effort, tenant: tenant.tenantId)
            if begun != 0 { noteOverrun(processorNanos: spent, atNanos: returned) }
        }
    }
}
