import PluginABI
import Synchronization

extension WorkerInstance {
    private enum Step {
        /// Limits that changed since the process was told them go first.
        case send(WorkerLink, WorkerNewsLimits?)
        case wait
        case makeAgain
        case refuse(PluginCallError)
    }

    /// Starts a call whose id is open. Its end comes through the call table, whatever becomes of the worker.
    func start(_ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64) {
        let now = monotonicNanos()
        worker.used(atNanos: now)
        let step: Step = state.withLock { state in
            switch state.phase {
            case .serving(let link):
                // From here on a process that ends takes the call with it.
                state.calls.add(id, deadlineNanos: deadlineNanos, isOwed: true, atNanos: now)
                let limits = WorkerNewsLimits(meter)
                defer { state.told = limits }
                return .send(link, limits == state.told ? nil : limits)
            case .ended: return .refuse(PluginCallError(.notFound, "\(plugin.id) is not enabled for \(tenantId)"))
            case .refused(let error, let at) where now &- at < Self.refusalNanos: return .refuse(error)
            case .waiting, .creating, .refused:
                guard state.queue.count < meter[.callsWaiting].limit else {
                    return .refuse(meter.overQuota(.callsWaiting, used: state.queue.count + 1))
                }
                state.calls.add(id, deadlineNanos: deadlineNanos, isOwed: false, atNanos: now)
                state.queue.append((id, message))
                meter[.callsWaiting].set(level: state.queue.count)
                if case .refused = state.phase { return .makeAgain }
                return .wait
            }
        }
        switch step {
        case .send(let link, let limits):
            if let limits { link.channel.send(limits.frame(.limits, instance: link.number)) }
            send(id, message, deadlineNanos: deadlineNanos, link)
        case .refuse(let error): fail(id, error)
        case .wait: if let error = worker.wanted() { unavailable(error) }
        case .makeAgain: worker.make(self)
        }
    }

    private func send(_ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64, _ link: WorkerLink) {
        let isSent = message.withUnsafeBytes {
            link.channel.send(WorkerFrame.Head(kind: .start, instance: link.number, id: id, value: deadlineNanos), $0)
        }
        if !isSent {
            state.withLock { _ = $0.calls.remove(id, atNanos: monotonicNanos()) }
            return fail(id, PluginCallError(.invalidArgument, "the request is larger than what reaches a worker"))
        }
        if state.withLock({ $0.calls.sent(id) }) { link.channel.send(WorkerFrame.Head(kind: .cancel, instance: link.number, id: id)) }
    }

    /// Sends what has waited for the worker.
    func sendWaiting(_ link: WorkerLink) {
        let now = monotonicNanos()
        let waiting = state.withLock { state in
            defer { state.queue = [] }
            meter[.callsWaiting].set(level: 0)
            return state.queue.compactMap { waiter -> (id: hi_id, message: [UInt8], deadlineNanos: UInt64)? in
                guard let call = state.calls[waiter.id] else { return nil }
                state.calls.owe(waiter.id, atNanos: now)
                return (waiter.id, waiter.message, call.deadlineNanos)
            }
        }
        for (id, message, deadline) in waiting {
            if PluginRuntime.shared.table.isOpen(id) {
                send(id, message, deadlineNanos: deadline, link)
            } else {
                // Waited too long: the caller was answered, so the plugin is not bothered.
                state.withLock { _ = $0.calls.remove(id, atNanos: now) }
                fail(id, PluginCallError(.deadline, "the call waited for a worker until its deadline"))
            }
        }
    }

    /// Asks the plugin to end a call early. A worker that goes on with it until the call's own deadline is a lawful one.
    func cancel(_ id: hi_id) {
        let (link, isWaiting): (WorkerLink?, Bool) = state.withLock { state in
            guard let call = state.calls[id] else { return (nil, false) }
            if let place = state.queue.firstIndex(where: { $0.id == id }) {
                state.queue.remove(at: place)
                meter[.callsWaiting].set(level: state.queue.count)
                state.calls.remove(id, atNanos: monotonicNanos())
                return (nil, true)
            }
            state.calls.wantCancel(id)
            guard call.isSent, case .serving(let link) = state.phase else { return (nil, false) }
            return (link, false)
        }
        if isWaiting { fail(id, PluginCallError(.cancelled, "the call was cancelled while it waited for a worker")) }
        if let link { link.channel.send(WorkerFrame.Head(kind: .cancel, instance: link.number, id: id)) }
    }

    /// Ends a call that the plugin will not complete. It is no longer among ``State/calls``.
    func fail(_ id: hi_id, _ error: PluginCallError) {
        switch PluginRuntime.shared.table.claim(id, owner: handle) {
        case .open(let entry): (entry as? PluginCall)?.refuse(id, error)
        case .late(let entry): _ = entry.complete(id, isLate: true, error.status.rawValue, hi_bytes(), nil)
        case .stale: break
        }
    }
}
