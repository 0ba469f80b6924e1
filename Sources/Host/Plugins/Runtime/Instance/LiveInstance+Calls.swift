import PluginABI

extension LiveInstance {
    /// Starts a call.
    ///
    /// - Parameters:
    ///   - message: The whole message of the call.
    ///   - begun: Read by the caller, who needs it for the deadline too.
    ///   - deadlineNanos: Absolute.
    ///   - hold: From ``hold()``: the call begins though the instance is ending; let go here.
    ///   - onOpen: Learns the id before the plugin does.
    ///   - completion: Told exactly once, possibly before this returns.
    func start(
        _ message: [UInt8], begun: CallStart, deadlineNanos: UInt64, ticket: CallTicket? = nil, hold: InstanceHold? = nil,
        onOpen: ((hi_id) -> Void)? = nil, completion: CallCompletion
    ) {
        let reception = services.meter.admit(atNanos: begun.nanos, isHeld: hold != nil)
        hold?.release()
        guard case .inside = reception else {
            if case .closed = reception {
                completion.fail(PluginCallError(.notFound, "\(plugin.id) is not enabled for \(tenant.tenantId)"))
            } else {
                completion.fail(PluginCallError(services.meter.admissionRefusal(atNanos: begun.nanos)))
            }
            return
        }
        if plugin.isInline, case .library(let functions) = code {
            startInline(
                functions, message, begun: begun, deadlineNanos: deadlineNanos, ticket: ticket, onOpen: onOpen, completion: completion)
            return
        }
        let runtime = PluginRuntime.shared
        let call = PluginCall(instance: self, begunNanos: begun.nanos, completion: completion)
        let id = runtime.table.open(call, owner: handle, deadlineNanos: deadlineNanos)
        guard id != 0 else {
            refuseForRoom(completion)
            return
        }
        runtime.watch.note(deadlineNanos)
        onOpen?(id)
        ticket?.arm(id)
        guard case .library(let functions) = code else {
            code.worker?.start(call, id, message, deadlineNanos: deadlineNanos, isOfJob: completion.isOfJob)
            calls.leave()
            return
        }
        do throws(PluginCallError) { try meter.enter(.callsWaiting) } catch {
            plugin.counters.refusals.add(1, ordering: .relaxed)
            withdraw(id, error)
            calls.leave()
            return
        }
        call.queue()
        let entry = plugin.threads.execute(of: threadOwner, deadlineNanos: deadlineNanos) { fate in
            self.meter[.callsWaiting].leave()
            switch fate {
            case .begins:
                call.take()
                self.measured { self.invoke(functions, call, id, message, deadlineNanos: deadlineNanos) }
            case .refused: self.refuseStuck(id)
            }
            self.calls.leave()
        }
        switch entry {
        case .accepted: return
        case .full(let waiting):
            // Two instances of the tenant at a change of settings share a line.
            plugin.counters.refusals.add(1, ordering: .relaxed)
            withdraw(id, meter.overQuota(.callsWaiting, used: waiting + 1, limit: waiting))
        case .stuck: refuseStuck(id)
        }
        meter[.callsWaiting].leave()
        calls.leave()
    }

    /// Whose line of the plugin's threads its work waits in: the tenant's, also where another instance has taken this one's place.
    var threadOwner: Int64 { tenant.key.rawValue }

    /// Calls of this tenant hold all threads that it may have, beyond their time.
    private func refuseStuck(_ id: hi_id) {
        plugin.counters.refusals.add(1, ordering: .relaxed)
        services.containment?.heldThreads()
        let seconds = plugin.threads.limits.graceNanos / 1_000_000_000
        withdraw(
            id,
            PluginCallError(
                .unavailable,
                "calls of this tenant hold all threads that it may have of \(plugin.id), for more than \(seconds) s beyond their deadlines; no further one begins until they end",
                retryAfterSeconds: 10))
    }

    /// The call was let in, but the table is full.
    func refuseForRoom(_ completion: CallCompletion) {
        leaveCall()
        calls.leave()
        completion.fail(meter.overRoom())
    }

    private func invoke(_ functions: PluginFunctions, _ call: PluginCall, _ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64) {
        // Waited too long for a thread: the caller was answered, so the plugin is not bothered.
        guard PluginRuntime.shared.table.isOpen(id) else {
            withdraw(id, PluginCallError(.deadline, "the call waited for a thread until its deadline"))
            return
        }
        // The plugin was told of the cancel, which went before it, and knew nothing of the call yet.
        guard call.lawfulUntilNanos == 0 else {
            withdraw(id, PluginCallError(.cancelled, "the call was cancelled while it waited for a thread"))
            return
        }
        if let failure = enter(functions, id, message, deadlineNanos: deadlineNanos) { withdraw(id, failure) }
    }

    /// Calls the plugin's `start`; the reason if it refused the call.
    @inline(__always)
    func enter(_ functions: PluginFunctions, _ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64) -> PluginCallError? {
        let instance = UnsafeMutableRawPointer(bitPattern: pointer.load(ordering: .relaxed))
        return message.withUnsafeBufferPointer { bytes in
            PluginCallError.collect(onOverwrite: overwrote) { error in
                functions.start(instance, id, hi_bytes(data: bytes.baseAddress, count: bytes.count), deadlineNanos, error)
            }
        }
    }

    /// The plugin wrote past the end of what the host had lent it to write to.
    @inline(never)
    func overwrote() {
        plugin.counters.malformedAnswers.add(1, ordering: .relaxed)
        services.containment?.overwrote()
    }

    /// Ends a call that the plugin will not complete.
    func withdraw(_ id: hi_id, _ error: PluginCallError) {
        switch PluginRuntime.shared.table.claim(id, owner: handle) {
        case .open(let entry): entry.pluginCall?.refuse(id, error)
        case .late: leaveCall()
        case .stale:  // refused what it had completed
            plugin.counters.staleCompletions.add(1, ordering: .relaxed)
            services.containment?.completedStale()
        }
    }

    /// Asks to end a call and the operations that run on its behalf.
    func cancel(_ id: hi_id) { PluginRuntime.shared.table.peek(id, owner: handle)?.cancel(id) }

    /// Tells the plugin, on its own threads, and cancels the call's operations.
    func push(cancel id: hi_id) {
        cancelOperations { $0 == id }
        guard case .library(let functions) = code else {
            code.worker?.cancel(id)
            return
        }
        guard functions.hasCancel, calls.enterIfOccupied() else { return }
        plugin.threads.executeOwed(to: threadOwner) {
            functions.cancel(UnsafeMutableRawPointer(bitPattern: self.pointer.load(ordering: .relaxed)), id)
            self.calls.leave()
        }
    }

    /// Cancels operations by the call on whose behalf they run.
    func cancelOperations(where isMeant: (hi_id) -> Bool) {
        let table = PluginRuntime.shared.table
        var found: [hi_id] = []
        table.forEachOpen { id, owner, _ in if owner == operationOwner { found.append(id) } }
        for id in found {
            guard let operation = table.peek(id, owner: operationOwner), isMeant(operation.parent) else { continue }
            operation.cancel(id)
        }
    }
}
