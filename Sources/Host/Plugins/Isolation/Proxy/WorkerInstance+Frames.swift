import PluginABI
import Synchronization

extension WorkerInstance {
    /// A frame that names this instance. It is believed in nothing: what it names that is not there is counted, and nothing else happens.
    ///
    /// Thread: the worker's loop, in the order of the frames.
    func receive(_ frame: WorkerFrame, _ link: WorkerLink) {
        switch frame.head.kind {
        case .created: created(frame, link)
        case .destroyed: destroyed(link)
        case .started: started(frame, link)
        case .complete: completed(frame, link)
        case .database, .ingest, .devices, .http, .secret, .mail, .cache, .notary: begin(frame, link)
        case .acknowledge: operation(frame, link)?.acknowledge(frame.head.value)
        case .stop: operation(frame, link)?.stop()
        case .event:
            _ = PluginCallError.collect {
                HostTables.events.pointee.publish!(host, hi_bytes(frame.first), hi_bytes(frame.second), $0)
            }
        case .progress:
            _ = HostTables.jobs.pointee.progress!(host, frame.head.call, Double(bitPattern: frame.head.value), hi_bytes(frame.first))
        case .log: HostTables.log.pointee.write!(host, frame.head.status, hi_bytes(frame.first))
        case .metric:
            let change = frame.head.id == 0 ? HostTables.metrics.pointee.add! : HostTables.metrics.pointee.set!
            _ = change(host, hi_bytes(frame.first), Double(bitPattern: frame.head.value))
        case .misuse:
            plugin.counters.staleCompletions.add(1, ordering: .relaxed)
            link.session.admitStray()
        case .setup, .create, .destroy, .start, .cancel, .result, .replies, .ping, .limits, .hello, .confined, .pong, .crash:
            link.session.ignore()
        }
    }

    private func created(_ frame: WorkerFrame, _ link: WorkerLink) {
        let failure =
            frame.head.status == PluginStatus.ok.rawValue ? nil : PluginCallError(status: frame.head.status, frame: frame.first)
        let creator: (isKnown: Bool, tell: (@Sendable (PluginCallError?) -> Void)?) = state.withLock { state in
            guard case .creating(let awaited) = state.phase, awaited.isSame(as: link) else { return (false, nil) }
            state.calls.making(false, atNanos: monotonicNanos())
            if let failure {
                state.phase = .refused(failure, atNanos: monotonicNanos())
            } else {
                state.phase = .serving(link)
            }
            return (true, state.creator.take())
        }
        guard creator.isKnown else { return link.session.ignore() }
        link.session.noteStep()
        if let failure {
            link.session.unbind(link.number)
            if creator.tell == nil {
                plugin.logger.error(
                    "the plugin did not take its instance back after its worker was started again: \(failure.message)",
                    metadata: ["tenant": "\(tenantId)"])
            }
            unavailable(failure)
        } else {
            sendWaiting(link)
        }
        creator.tell?(failure)
    }

    private func destroyed(_ link: WorkerLink) {
        let (isAwaited, destroyer) = state.withLock { state in
            guard case .ended(let awaited?) = state.phase, awaited.isSame(as: link) else { return (false, state.destroyer) }
            state.phase = .ended(nil)
            return (true, state.destroyer.take())
        }
        // One that was taken out of an idle process is no longer ended there; nobody waits for it.
        link.session.unbind(link.number)
        link.session.noteStep()
        if isAwaited { destroyer?() }
    }

    /// What became of a call that the plugin says is over.
    private enum TakenCall {
        case unknown
        /// Of an instance that has a handle.
        case live
        /// The instance was left behind because of it; the last such call of it if there is a link, which is to be told.
        case leftBehind(WorkerLink?)
    }

    /// - Parameter isReturned: Whether its thread is free, too.
    private func takeCall(_ frame: WorkerFrame, _ link: WorkerLink, isReturned: Bool) -> TakenCall {
        let now = monotonicNanos()
        var place: Int?
        let taken: TakenCall = state.withLock { state in
            guard state.calls[frame.head.id]?.isOwed == true else { return .unknown }
            if isReturned {
                place = state.calls.remove(frame.head.id, atNanos: now)?.place
            } else {
                place = state.calls.complete(frame.head.id, atNanos: now)
            }
            guard case .ended(let awaited) = state.phase else { return .live }
            return .leftBehind(state.calls.owed.isEmpty ? awaited : nil)
        }
        link.session.turns?.giveBack(place)
        switch taken {
        case .unknown:
            plugin.counters.staleCompletions.add(1, ordering: .relaxed)
            link.session.admitStray()
        case .leftBehind(let link?): sendDestroy(link)
        case .live, .leftBehind(nil): break
        }
        return taken
    }

    private func started(_ frame: WorkerFrame, _ link: WorkerLink) {
        // Its `start` has returned: whether the call goes on or has ended, it needs no thread of the worker's any more.
        if frame.head.status == PluginStatus.ok.rawValue, let turns = link.session.turns, turns.isByStart {
            let (isAwaited, place) = state.withLock { $0.calls.returned(frame.head.id, atNanos: monotonicNanos()) }
            turns.giveBack(place)
            if !isAwaited { link.session.admitStray() }
            return
        }
        refusedCall(frame, link)
    }

    private func refusedCall(_ frame: WorkerFrame, _ link: WorkerLink) {
        if case .unknown = takeCall(frame, link, isReturned: true) { return }
        fail(frame.head.id, PluginCallError(status: frame.head.status, frame: frame.first))
    }

    private func completed(_ frame: WorkerFrame, _ link: WorkerLink) {
        // Where a call has its place until its `start` has returned, that may hold the thread still.
        switch takeCall(frame, link, isReturned: link.session.turns?.isByStart != true) {
        case .unknown: return
        case .leftBehind: return fail(frame.head.id, PluginCallError(.cancelled, "the instance has ended"))
        case .live: break
        }
        let complete = HostTables.api.pointee.complete!
        if frame.head.status == PluginStatus.ok.rawValue {
            _ = complete(host, frame.head.id, frame.head.status, hi_bytes(frame.first), nil)
        } else {
            _ = PluginCallError.withError(of: frame.first) { complete(host, frame.head.id, frame.head.status, hi_bytes(), $0) }
        }
    }

    /// An operation on a service: handed to the same functions as a plugin in the process would call.
    private func begin(_ frame: WorkerFrame, _ link: WorkerLink) {
        let head = frame.head
        // A round's replies come while it lasts: the plugin does not wait for its end.
        let isAwaited = head.call != 0 && head.kind != .devices
        let operation = WorkerOperation(head.id, of: self, link: link, awaitedBy: isAwaited ? head.call : 0)
        let turns = link.session.turns
        var place: Int?
        let isOwnCall: Bool? = state.withLock { state in
            guard state.operations[head.id] == nil else { return nil }
            state.operations[head.id] = operation
            if isAwaited {
                state.calls.beginWaiting(head.call, atNanos: monotonicNanos())
                if turns?.isByStart == false { place = state.calls.takePlace(head.call) }
            }
            return head.call == 0 || state.calls[head.call]?.isOwed == true
        }
        turns?.giveBack(place)
        guard let isOwnCall else { return link.session.ignore() }
        // What no call waits for could come without end.
        guard head.call != 0 && isOwnCall || link.session.admitStray() else { return ended(operation) }
        guard isOwnCall else { return operation.fail(PluginCallError(.cancelled, "the call that this operation is for has ended")) }
        let (first, second) = (hi_bytes(frame.first), hi_bytes(frame.second))
        let failure = operation.start { context, id, error in
            switch head.kind {
            case .database:
                HostTables.database.pointee.start!(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
            case .ingest:
                HostTables.database.pointee.ingest!(
                    host, head.call, first, second, head.value, WorkerOperation.onResult, context, &id, error)
            case .secret:
                HostTables.secrets.pointee.read!(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
            case .mail:
                HostTables.mail.pointee.send!(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
            case .cache:
                HostTables.cacheFunction(head.status)?(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
                    ?? PluginStatus.unsupported.rawValue
            case .notary:
                HostTables.notaryFunction(head.status)?(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
                    ?? PluginStatus.unsupported.rawValue
            case .http:
                HostTables.http.pointee.start!(host, head.call, first, head.value, WorkerOperation.onResult, context, &id, error)
            default:
                HostTables.devices.pointee.start!(
                    host, head.call, first, head.value, WorkerOperation.onReplies, WorkerOperation.onResult, context, &id, error)
            }
        }
        if let failure { operation.fail(failure) }
    }

    private func operation(_ frame: WorkerFrame, _ link: WorkerLink) -> WorkerOperation? {
        let operation = state.withLock { $0.operations[frame.head.id] }
        // One that has just ended is no defect, so it is not counted as one; but nobody has reason to name many.
        if operation == nil { link.session.admitStray() }
        return operation
    }

    /// An operation has its result, or did not begin.
    func ended(_ operation: WorkerOperation) {
        state.withLock { state in
            guard state.operations[operation.number] === operation else { return }
            state.operations[operation.number] = nil
            guard operation.waiter != 0 else { return }
            let now = monotonicNanos()
            state.calls.endWaiting(operation.waiter, atNanos: now)
            // What goes on is not held up, but its tenant's next call is.
            guard case .serving(let link) = state.phase, let turns = link.session.turns, !turns.isByStart else { return }
            state.calls.givePlace(operation.waiter) { turns.goOn(of: owner, deadlineNanos: $0, atNanos: now) }
        }
    }
}

extension hi_bytes {
    /// A span over borrowed bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(data: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }
}
