import HostPlugins
import PluginABI

/// Operations that the plugin starts, and their results: exactly one for each.
extension ScriptedHost {
    func begin(
        _ kind: StartedOperation.Kind, _ call: hi_id, _ message: hi_bytes, _ deadlineNanos: UInt64, _ onResult: @escaping hi_on_result,
        _ onReplies: hi_on_replies?, _ context: UnsafeMutableRawPointer?, _ operation: UnsafeMutablePointer<hi_id>,
        _ error: UnsafeMutablePointer<hi_error>
    ) -> hi_status {
        if let problem = Self.problem(message, kind) {
            violation(
                "an operation was started with a message that is not well formed: \(problem)", expected: "a message as its header says")
            error.fill(Int32(HI_INVALID_ARGUMENT), problem)
            return Int32(HI_INVALID_ARGUMENT)
        }
        let bytes = [UInt8](message.buffer)
        let (started, script) = state.withLock { state in
            state.operationsStarted += 1
            defer { state.nextOperation += 1 }
            return (
                StartedOperation(kind: kind, id: state.nextOperation, call: call, deadlineNanos: deadlineNanos, message: bytes), state.reply
            )
        }
        var reply = script(started)
        if let refusal = reply.refusal {
            error.fill(refusal, "refused by the conformance kit")
            return refusal
        }
        if deadlineNanos <= monotonicNanos(), reply.status == HI_OK { (reply.status, reply.batches) = (Int32(HI_DEADLINE), []) }
        let open = OpenOperation(
            started: started, onResult: onResult, onReplies: onReplies, context: UInt(bitPattern: context), reply: reply)
        state.withLock { $0.open[started.id] = open }
        operation.pointee = started.id
        switch reply.timing {
        case .atOnce: deliver(started.id)
        case .later(let nanos): Deliverer.shared.after(nanos) { self.deliver(started.id) }
        case .held: break
        }
        return Int32(HI_OK)
    }

    /// Ends an operation with its reply, or with another status. Nothing if it has ended.
    func deliver(_ operation: hi_id, status: hi_status? = nil) {
        let taken = state.withLock { state -> OpenOperation? in
            guard let open = state.open.removeValue(forKey: operation) else { return nil }
            state.delivering += 1
            return open
        }
        guard let taken else { return }
        let context = UnsafeMutableRawPointer(bitPattern: taken.context)
        let status = status ?? taken.reply.status
        if let onReplies = taken.onReplies, status == HI_OK {
            for batch in taken.reply.batches {
                let lent = LentMemory(batch, guarded: options.isGuarded, label: "a batch of device replies")
                onReplies(context, operation, lent.span)
                lent.end()
            }
        }
        if status == HI_OK {
            let lent = LentMemory(taken.reply.result, guarded: options.isGuarded, label: "the result of an operation")
            taken.onResult(context, operation, status, lent.span, nil)
            lent.end()
        } else {
            let error = withUnsafeBytes(of: hi_error.make(status, "an operation failed, says the conformance kit")) { [UInt8]($0) }
            let lent = LentMemory(error, guarded: options.isGuarded, label: "the error of an operation")
            taken.onResult(
                context, operation, status, hi_bytes(data: nil, count: 0),
                UnsafePointer(lent.address.assumingMemoryBound(to: hi_error.self)))
            lent.end()
        }
        state.withLock { $0.delivering -= 1 }
    }

    /// The plugin, or the host itself, asks to end an operation: its result still comes, from another thread.
    func cancel(operation: hi_id) {
        guard state.withLock({ $0.open[operation] != nil }) else { return }
        Deliverer.shared.after(0) { self.deliver(operation, status: Int32(HI_CANCELLED)) }
    }

    /// Ends the operations of a call, or all of them, as the host does when it cancels.
    func cancelOperations(of call: hi_id? = nil) {
        for id in openOperations(of: call) { cancel(operation: id) }
    }

    func openOperations(of call: hi_id? = nil) -> [hi_id] {
        state.withLock { $0.open.values.filter { call == nil || $0.started.call == call }.map(\.started.id).sorted() }
    }

    /// What is open or being brought at this moment.
    var unsettled: Int { state.withLock { $0.open.count + $0.delivering } }

    private static func problem(_ message: hi_bytes, _ kind: StartedOperation.Kind) -> String? {
        do throws(MessageError) {
            switch kind {
            case .ingest: _ = try RowsReader(message)
            case .statements, .devices, .http, .mail, .cache, .notary, .pin: _ = try MessageReader(message)
            // A name, which was looked up before.
            case .secret: break
            }
            return nil
        } catch {
            return error.message
        }
    }
}
