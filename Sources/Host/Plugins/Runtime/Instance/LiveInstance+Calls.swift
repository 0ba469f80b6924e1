import PluginABI

extension LiveInstance {
    /// Starts a call.
    ///
    /// - Parameters:
    ///   - message: The whole message of the call.
    ///   - deadlineNanos: Absolute, CLOCK_MONOTONIC.
    ///   - onOpen: Learns the id before the plugin does.
    ///   - completion: Called exactly once, possibly before this returns, on any thread; must not block.
    func start<Answer: PluginAnswer>(
        _ message: [UInt8], deadlineNanos: UInt64, ticket: CallTicket? = nil, onOpen: ((hi_id) -> Void)? = nil,
        as answer: Answer.Type = Answer.self,
        completion: @escaping PluginCall<Answer>.Completion
    ) {
        guard calls.enter(2) else {
            completion(.failure(PluginCallError(.notFound, "\(plugin.id) is not enabled for \(tenant.tenantId)")))
            return
        }
        let runtime = PluginRuntime.shared
        let now = monotonicNanos()
        let call = PluginCall<Answer>(instance: self, startedNanos: now, completion: completion)
        let id = runtime.table.open(call, owner: handle, deadlineNanos: deadlineNanos)
        guard id != 0 else {
            calls.leave(2)
            completion(.failure(PluginCallError(.overQuota, "the host has too many calls under way")))
            return
        }
        runtime.watch.note(deadlineNanos)
        onOpen?(id)
        ticket?.arm(id)
        if plugin.isInline {
            invoke(call, id, message, deadlineNanos: deadlineNanos)
            let nanos = monotonicNanos() &- now
            if nanos > LoadedPlugin.overrunNanos { plugin.overran(nanos: nanos, tenant: tenant.tenantId) }
            calls.leave()
        } else {
            let isQueued = plugin.threads.execute {
                self.invoke(call, id, message, deadlineNanos: deadlineNanos)
                self.calls.leave()
            }
            guard !isQueued else { return }
            plugin.counters.refusals.add(1, ordering: .relaxed)
            withdraw(call, id, PluginCallError(.overQuota, "too many calls wait for \(plugin.id)"))
            calls.leave()
        }
    }

    @inline(__always)
    private func invoke<Answer>(_ call: PluginCall<Answer>, _ id: hi_id, _ message: [UInt8], deadlineNanos: UInt64) {
        // Waited too long for a thread: the caller was answered, so the plugin is not bothered.
        guard PluginRuntime.shared.table.isOpen(id) else {
            withdraw(call, id, PluginCallError(.deadline, "the call waited for a thread until its deadline"))
            return
        }
        let failure = message.withUnsafeBytes { bytes in
            PluginCallError.collect { error in
                plugin.library.functions.start(
                    UnsafeMutableRawPointer(bitPattern: pointer.load(ordering: .relaxed)), id,
                    hi_bytes(data: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count), deadlineNanos, error)
            }
        }
        if let failure { withdraw(call, id, failure) }
    }

    /// Ends a call that the plugin will not complete.
    private func withdraw<Answer>(_ call: PluginCall<Answer>, _ id: hi_id, _ error: PluginCallError) {
        switch PluginRuntime.shared.table.claim(id, owner: handle) {
        case .open: call.refuse(id, error)
        case .late: calls.leave()
        case .stale: plugin.counters.staleCompletions.add(1, ordering: .relaxed)  // refused what it had completed
        }
    }

    /// Asks to end a call and the operations that run on its behalf.
    func cancel(_ id: hi_id) { PluginRuntime.shared.table.peek(id, owner: handle)?.cancel(id) }

    /// Tells the plugin, on its own threads, and cancels the call's operations.
    func push(cancel id: hi_id) {
        cancelOperations { $0 == id }
        guard plugin.library.functions.hasCancel, calls.enterIfOccupied() else { return }
        let isQueued = plugin.threads.execute {
            self.plugin.library.functions.cancel(UnsafeMutableRawPointer(bitPattern: self.pointer.load(ordering: .relaxed)), id)
            self.calls.leave()
        }
        if !isQueued { calls.leave() }
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
