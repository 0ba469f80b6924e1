import PluginABI
import Synchronization

extension WorkerInstance {
    private enum Step {
        /// Limits that changed since the process was told them go first.
        case send(WorkerLink, WorkerNewsLimits?)
        case wait
        /// For its turn in a worker that others use too.
        case line(WorkerTurns)
        case makeAgain
        case refuse(PluginCallError)
    }

    /// Starts a call whose id is open. Its end comes through the call table, whatever becomes of the worker.
    ///
    /// - Parameter isOfJob: It waits for no turn.
    func start(_ call: PluginCall, _ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64, isOfJob: Bool) {
        let now = monotonicNanos()
        worker.used(atNanos: now)
        let step: Step = state.withLock { state in
            // Whoever cancelled it before found nothing here to cancel.
            guard call.lawfulUntilNanos == 0 else {
                return .refuse(PluginCallError(.cancelled, "the call was cancelled before it began"))
            }
            switch state.phase {
            case .serving(let link):
                var place: Int?
                if let turns = link.session.turns, !isOfJob {
                    place = state.queue.isEmpty ? turns.begin(of: owner, deadlineNanos: deadlineNanos, atNanos: now) : nil
                    guard place != nil else {
                        if let refusal = wait(&state, id, message, deadlineNanos: deadlineNanos, isOfJob: false, atNanos: now) {
                            return .refuse(refusal)
                        }
                        ask(turns, &state)
                        return .line(turns)
                    }
                }
                // From here on a process that ends takes the call with it.
                state.calls.add(
                    id, deadlineNanos: deadlineNanos, isOwed: true, isOfJob: isOfJob, place: place,
                    keeping: place == nil ? nil : message, atNanos: now)
                return .send(link, tellLimits(&state))
            case .ended: return .refuse(PluginCallError(.notFound, "\(plugin.id) is not enabled for \(tenantId)"))
            case .refused(let error, let at) where now &- at < Self.refusalNanos: return .refuse(error)
            case .waiting, .creating, .refused:
                if let refusal = wait(&state, id, message, deadlineNanos: deadlineNanos, isOfJob: isOfJob, atNanos: now) {
                    return .refuse(refusal)
                }
                if case .refused = state.phase { return .makeAgain }
                return .wait
            }
        }
        switch step {
        case .send(let link, let limits):
            if let limits { link.channel.send(limits.frame(.limits, instance: link.number)) }
            send(id, message, deadlineNanos: deadlineNanos, link)
        case .refuse(let error): fail(id, error)
        case .line(let turns): turns.go()
        case .wait: if let error = worker.wanted() { unavailable(error) }
        case .makeAgain: worker.make(self)
        }
    }

    /// Puts a call in the line of those that wait for a worker, or for their turn in it.
    ///
    /// - Returns: Why it may not wait.
    private func wait(
        _ state: inout State, _ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64, isOfJob: Bool, atNanos now: UInt64
    ) -> PluginCallError? {
        guard state.queue.count < meter[.callsWaiting].limit else {
            return meter.overQuota(.callsWaiting, used: state.queue.count + 1)
        }
        state.calls.add(id, deadlineNanos: deadlineNanos, isOwed: false, isOfJob: isOfJob, atNanos: now)
        state.queue.append((id, message))
        meter[.callsWaiting].set(level: state.queue.count)
        return nil
    }

    /// Asks for a turn for each call in line that none was asked for: of one that left the line it is the next one's.
    private func ask(_ turns: WorkerTurns, _ state: inout State) {
        guard case .serving(let link) = state.phase, link.session.turns === turns else { return }
        var count = state.asked.map { $0.turns === turns ? $0.count : 0 } ?? 0
        while count < state.queue.count {
            turns.enter(self, of: owner)
            count += 1
        }
        state.asked = (turns, count)
    }

    /// The limits that the process is to be told before its next call; nil if it knows them.
    private func tellLimits(_ state: inout State) -> WorkerNewsLimits? {
        let limits = WorkerNewsLimits(meter)
        defer { state.told = limits }
        return limits == state.told ? nil : limits
    }

    private func send(_ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64, _ link: WorkerLink) {
        let isSent = message.withUnsafeBytes {
            link.channel.send(WorkerFrame.Head(kind: .start, instance: link.number, id: id, value: deadlineNanos), $0)
        }
        if !isSent {
            drop(id, link)
            return fail(id, PluginCallError(.invalidArgument, "the request is larger than what reaches a worker"))
        }
        if state.withLock({ $0.calls.sent(id) }) { link.channel.send(WorkerFrame.Head(kind: .cancel, instance: link.number, id: id)) }
    }

    /// Sends what has waited for the worker: at once, or by turns where others use it too.
    func sendWaiting(_ link: WorkerLink) {
        guard let turns = link.session.turns else { return sendWaiting(link) { _ in true } }
        sendWaiting(link, where: \.isOfJob)
        state.withLock { ask(turns, &$0) }
        turns.go()
    }

    private func sendWaiting(_ link: WorkerLink, where isMeant: (WorkerCalls.Call) -> Bool) {
        let now = monotonicNanos()
        let waiting = state.withLock { state in
            var waiting: [Waiting] = []
            for _ in 0..<state.queue.count {
                guard let (id, message) = state.queue.next(), let call = state.calls[id] else { continue }
                guard isMeant(call) else {
                    state.queue.append((id, message))
                    continue
                }
                state.calls.owe(id, atNanos: now)
                waiting.append(Waiting(id: id, message: message, deadlineNanos: call.deadlineNanos))
            }
            meter[.callsWaiting].set(level: state.queue.count)
            return waiting
        }
        for call in waiting { send(call, link) }
    }

    /// A call that has waited.
    private struct Waiting {
        let id: hi_id
        let message: [UInt8]
        let deadlineNanos: UInt64
    }

    private func send(_ call: Waiting, _ link: WorkerLink) {
        if PluginRuntime.shared.table.isOpen(call.id) {
            send(call.id, call.message, deadlineNanos: call.deadlineNanos, link)
        } else {
            // Waited too long: the caller was answered, so the plugin is not bothered.
            drop(call.id, link)
            fail(call.id, PluginCallError(.deadline, "the call waited for a worker until its deadline"))
        }
    }

    /// A call that was to be sent is not.
    private func drop(_ id: hi_id, _ link: WorkerLink) {
        let place = state.withLock { $0.calls.remove(id, atNanos: monotonicNanos())?.place }
        link.session.turns?.giveBack(place)
    }

    /// The tenant's turn has come: sends the call of it that waits longest.
    ///
    /// - Returns: Whether there was one still; else the place is the caller's to give back.
    func takeTurn(_ place: Int, _ turns: WorkerTurns) -> Bool {
        let now = monotonicNanos()
        let next: (call: Waiting, link: WorkerLink, limits: WorkerNewsLimits?)? = state.withLock { state in
            // In the next life of the worker everybody asks anew, and so does whom a process was to lose and keeps: of that one there may be
            // more turns than it knows of.
            if let asked = state.asked, asked.turns === turns { state.asked?.count = max(0, asked.count - 1) }
            guard case .serving(let link) = state.phase, link.session.turns === turns, let call = nextInLine(&state) else { return nil }
            state.calls.owe(call.id, place: place, keeping: call.message, atNanos: now)
            return (call, link, tellLimits(&state))
        }
        guard let next else { return false }
        if let limits = next.limits { next.link.channel.send(limits.frame(.limits, instance: next.link.number)) }
        send(next.call, next.link)
        return true
    }

    /// Takes the first that needs a turn out of the line. Jobs' runs are in it only until the worker is there.
    private func nextInLine(_ state: inout State) -> Waiting? {
        for place in 0..<state.queue.count {
            guard let call = state.calls[state.queue[place].id], !call.isOfJob else { continue }
            let (id, message) = state.queue.remove(at: place)
            meter[.callsWaiting].set(level: state.queue.count)
            return Waiting(id: id, message: message, deadlineNanos: call.deadlineNanos)
        }
        return nil
    }

    /// Asks the plugin to end a call early. A worker that goes on with it until the call's own deadline is a lawful one.
    func cancel(_ id: hi_id) {
        let (link, isWaiting): (WorkerLink?, Bool) = state.withLock { state in
            guard let call = state.calls[id] else { return (nil, false) }
            if let place = (0..<state.queue.count).first(where: { state.queue[$0].id == id }) {
                _ = state.queue.remove(at: place)
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
