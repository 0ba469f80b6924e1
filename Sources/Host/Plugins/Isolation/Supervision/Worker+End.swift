import EventLoop
import Logging

/// What follows when a process has ended: whose fault it was, who hears of it, and whether it is started again.
extension Worker {
    /// The tenants that are kept from the others from now on, and their instances, which are no longer among this worker's.
    private func takeSuspects(_ state: inout State, room: Int) -> (tenants: [String], instances: [WorkerInstance]) {
        var tenants = state.instances.values.map {
            WorkerSuspicion.Tenant(id: $0.tenantId, isAtWork: state.atWork.contains($0.tenantId), calledNanos: $0.calledNanos)
        }
        // One whose instance has left, and that the plugin was still ending.
        tenants += state.atWork.subtracting(tenants.map(\.id)).map { WorkerSuspicion.Tenant(id: $0, isAtWork: true, calledNanos: 0) }
        let suspects = WorkerSuspicion.apart(tenants, crashes: state.deaths.count, room: room)
        let instances = state.instances.values.filter { suspects.contains($0.tenantId) }
        for instance in instances {
            state.instances[ObjectIdentifier(instance)] = nil
            state.worked[ObjectIdentifier(instance)] = nil
        }
        return (suspects, instances)
    }

    /// Thread: the loop.
    func ended(_ session: WorkerSession, _ end: WorkerEnd, trace: String) {
        let room = end.isCrash && !key.isOneTenants ? pool.roomApart(key.libraryPath) : 0
        let (action, instances, suspects): (WorkerSupervisor.Action, [WorkerInstance], (tenants: [String], instances: [WorkerInstance]))
        (action, instances, suspects) = state.withLock { state in
            guard state.session === session else { return (.none, [], ([], [])) }
            state.session = nil
            state.channel = nil
            if end.isCrash {
                let now = EventLoop.nowNanos()
                state.calmSinceNanos = now
                state.deaths = state.deaths.filter { now &- $0 < WorkerSupervisor.windowNanos } + [now]
            }
            let suspects = room > 0 ? takeSuspects(&state, room: room) : (tenants: [], instances: [])
            if end != .asked { state.report = WorkerReport(end: end, endedAtMicros: unixMicros(), trace: trace) }
            let action = state.supervisor.ended(
                isCrash: end.isCrash, isRefusal: end.isRefusal, isBlamed: !suspects.tenants.isEmpty, isNeeded: !state.instances.isEmpty,
                atNanos: EventLoop.nowNanos())
            return (action, Array(state.instances.values), suspects)
        }
        for instance in instances + suspects.instances { instance.meter[.memoryBytes].set(level: 0) }
        if end != .asked {
            logger.error(
                "the worker ended: \(end)", metadata: ["ignored_frames": "\(session.ignoredFrames)", "next": "\(action.inWords)"])
        }
        let error = PluginCallError(
            .unavailable, end.isCrash ? "the plugin crashed and is not there for a moment" : end.description)
        // One that is being made for the first time is told that it failed, and comes to its own worker when it is tried again.
        let moved = suspects.instances.filter(\.isSettled)
        if suspects.tenants.isEmpty {
            let lost: PluginCallError = if case .hung = end { .hung } else { .crashed }
            for instance in instances { instance.giveUpRepeated(lost) }
        }
        if end != .asked {
            for instance in instances + suspects.instances {
                instance.died(PluginCallError(end.isCrash ? .crashed : .unavailable, end.description))
            }
            // Where it is started again at once, calls wait for that.
            if action != .spawn { for instance in instances { instance.unavailable(error) } }
        }
        if !suspects.tenants.isEmpty {
            logger.warning(
                "the shared worker died while it was at work for these tenants, which get a worker of their own for now",
                metadata: ["tenants": "\(suspects.tenants.sorted().joined(separator: ", "))"])
            pool.setApart(suspects.tenants, key.libraryPath, moved)
        }
        if end.isCrash { counters.crashes.add(1, ordering: .relaxed) }
        perform(action)
        if case .park = action { pool.parked(self, tenants: Set(instances.map(\.tenantId)).sorted()) }
        // Calls and instances that came while an idle process was ending.
        if action == .none, instances.contains(where: \.isAwaited) { _ = wanted() }
    }
}
