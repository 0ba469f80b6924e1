import PluginABI

extension LiveInstance {
    /// Calls the plugin on this thread. The call was let in: two shares of the gate, and a request in it, are its own.
    ///
    /// What ends before `start` returns, as a call of a plugin that declares `calls: inline` should, takes no slot from the table's list,
    /// makes no object and gives back all of its shares at once: an atomic change costs as much as all else of a step here.
    func startInline(
        _ functions: PluginFunctions, _ message: [UInt8], begun: CallStart, deadlineNanos: UInt64, ticket: CallTicket?,
        onOpen: ((hi_id) -> Void)?, completion: CallCompletion
    ) {
        let lane = CallLane.ofThisThread
        let call = lane.pointee.open(of: self, begunNanos: begun.nanos, deadlineNanos: deadlineNanos, completion: completion)
        let id = call.id
        guard id != 0 else {
            refuseForRoom(completion)
            return
        }
        onOpen?(id)
        ticket?.arm(id)
        let effort = plugin.effortIfWatched()
        let clock = services.inlineClock.begin()
        let outer = lane.pointee.begin(call)
        // Its deadline may have passed while it was put into the table: the caller was answered, so the plugin is not bothered.
        let failure =
            lane.pointee.isOpen(call)
            ? enter(functions, id, message, deadlineNanos: deadlineNanos)
            : PluginCallError(.deadline, "the call's deadline had passed before it began")
        let hasEnded = lane.pointee.end(outer)
        if let failure { withdraw(id, failure) }
        let nanos = begun.elapsedNanos()
        let returned = begun.nanos &+ nanos
        let spent = services.inlineClock.end(clock, wallNanos: nanos)
        lane.pointee.spend(spent, of: services.meter, atNanos: returned)
        if nanos > LoadedPlugin.overrunNanos {
            plugin.overran(nanos: nanos, since: effort, tenant: tenant.tenantId)
            if clock != 0 { noteOverrun(processorNanos: spent, atNanos: returned) }
        }
        if hasEnded {
            plugin.counters.tally.add(at: lane.pointee.place)
            lane.pointee.keep(call)
            calls.leave(DrainGate.call)
        } else {
            calls.leave()
        }
    }
}
