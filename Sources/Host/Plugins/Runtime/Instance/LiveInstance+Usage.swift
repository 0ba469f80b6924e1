import CLinux
import PluginABI

extension LiveInstance {
    /// What this instance uses of its quotas.
    package var meter: UsageMeter { services.meter }

    /// The call of this instance with that id, if it is under way.
    func call(_ id: hi_id) -> PluginCall? { id == 0 ? nil : PluginRuntime.shared.table.peek(id, owner: handle)?.pluginCall }

    /// The plugin begins what may change something, for a call or for none that it names.
    func noteChange(by call: hi_id) {
        if let call = self.call(call) { call.noteChange() } else { strayChangeNanos.store(monotonicNanos(), ordering: .relaxed) }
    }

    /// Whether a call that is under way may be begun once more: nobody has given it up, and all is as it was before it.
    func hasChangedNothing(_ id: hi_id) -> Bool {
        guard let call = call(id), PluginRuntime.shared.table.isOpen(id), call.lawfulUntilNanos == 0 else { return false }
        return call.hasChangedNothing(strayNanos: strayChangeNanos.load(ordering: .relaxed))
    }

    /// The plugin owes nothing for a call any more.
    @inline(__always)
    func leaveCall() { calls.leave(DrainGate.completion) }

    /// Runs the plugin's code on one of the plugin's threads and counts the processor time that it takes.
    func measured(_ work: () -> Void) {
        linux_mark_host_thread()
        let before = linux_thread_processor_nanos()
        work()
        let spent = linux_thread_processor_nanos() &- before
        services.meter.recordCPU(nanos: spent)
        noteOverrun(processorNanos: spent)
    }

    /// A call of a plugin that declares `calls: inline` has ended: if it computed for longer than the contract allows, that counts against
    /// the instance, also where the plugin was moved to its own threads for it.
    ///
    /// - Parameter processorNanos: The thread's processor time, which a busy machine does not make longer.
    @inline(__always)
    func noteOverrun(processorNanos: UInt64, atNanos now: @autoclosure () -> UInt64 = monotonicNanos()) {
        guard processorNanos > LoadedPlugin.overrunNanos, plugin.source.manifest.calls == .inline else { return }
        services.containment?.overran(processorNanos: processorNanos, atNanos: now())
    }

    /// Counts what a thread of the plugin's own has spent since it last called the host. Costs nothing on the host's threads.
    @inline(__always)
    func countForeignTime() {
        let nanos = linux_foreign_thread_spent_nanos()
        if nanos > 0 { services.meter.recordCPU(nanos: nanos) }
    }
}
