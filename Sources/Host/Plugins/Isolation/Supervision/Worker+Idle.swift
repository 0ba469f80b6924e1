import EventLoop

/// Looks at a process that serves: one that idles is ended, one that a tenant has for itself for no reason any more is given up.
extension Worker {
    /// Once a second or so. Thread: the loop.
    func looked(_ session: WorkerSession) {
        if let excess = account(session) { return session.breach(excess, isOfProcessor: true) }
        let now = EventLoop.nowNanos()
        if isApart, now &- state.withLock(\.calmSinceNanos) > pool.apartNanos { return goTogether() }
        guard now &- lastUseNanos.load(ordering: .relaxed) > pool.idleNanos, let detached = detachAll() else { return }
        perform(state.withLock { $0.supervisor.idleTooLong() })
        // A call that came in between waits; it wants the process back.
        for (instance, _) in detached where instance.isAwaited { _ = wanted() }
    }

    /// Takes all instances out of the process, unless one of them has something to do; nil then, or if there is none.
    private func detachAll() -> [(instance: WorkerInstance, link: WorkerLink)]? {
        let instances = state.withLock { $0.channel == nil ? [] : Array($0.instances.values) }
        guard !instances.isEmpty else { return nil }
        var detached: [(instance: WorkerInstance, link: WorkerLink)] = []
        for instance in instances {
            guard let link = instance.detachIfIdle() else {
                for (instance, link) in detached { instance.reattach(link) }
                return nil
            }
            detached.append((instance, link))
        }
        for (_, link) in detached { link.channel.send(WorkerFrame.Head(kind: .destroy, instance: link.number)) }
        return detached
    }

    /// The tenant has got along alone for long enough: its instances go back to the shared worker.
    private func goTogether() {
        guard let detached = detachAll() else { return }
        let action = state.withLock { state in
            for (instance, _) in detached { state.instances[ObjectIdentifier(instance)] = nil }
            return state.instances.isEmpty ? state.supervisor.idleTooLong() : .none
        }
        logger.info("the tenant goes back to the shared worker", metadata: ["tenant": "\(key.share)"])
        pool.setTogether(key, detached.map(\.instance))
        perform(action)
    }
}
