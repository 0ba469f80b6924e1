import HostData
import PluginABI
import PostgresClient

/// What writes do to the tenant's storage.
extension DatabaseService {
    /// How often a write that finds the storage full is measured for again, because others have written meanwhile.
    private static let maximumMeasurements = 3

    /// The last step of a batch that is weighed.
    static let weighingStep: PostgresRequest.Step = {
        var step = PostgresRequest.Step(TenantContext.writtenStatement, [])
        step.isUnlimited = true
        return step
    }()

    /// What was written between the first and the last of a batch's answers, by whomever: as much as the batch has stored, or more.
    static func written(_ answers: [QueryResult]) -> Int {
        guard let first = answers.first?.rows.integer(row: 0, column: 4), let last = answers.last?.rows.integer(row: 0, column: 0) else {
            return 0
        }
        return Int(clamping: last.subtractingReportingOverflow(first).partialValue)
    }

    /// Starts an operation, or puts it in line when the instance's quota of operations is taken. Never blocks.
    ///
    /// - Parameter unmeasured: What it adds to a storage that must be measured before it is let through; nil if it was let through.
    func enter(
        _ operation: HostOperation, _ id: hi_id, bytes: Int, deadlineNanos: UInt64, _ unmeasured: Int?,
        start: @escaping @Sendable () -> Void
    ) throws(PluginCallError) {
        let begin: @Sendable () -> Void = {
            guard let unmeasured else { return start() }
            self.measure(for: operation, id, adding: unmeasured, deadlineNanos: deadlineNanos, start)
        }
        do throws(PluginCallError) {
            let giveUpWait = try gate.enter(bytes: bytes, deadlineNanos: deadlineNanos, begin: begin) { operation.end(id, .failure($0)) }
            if let giveUpWait { operation.onCancel(giveUpWait) }
        } catch {
            operation.withdraw(id)
            throw error
        }
    }

    /// Has the storage measured, until the deadline or the operation's cancellation; then starts it, or ends it with the refusal.
    private func measure(
        for operation: HostOperation, _ id: hi_id, adding bytes: Int, deadlineNanos: UInt64, _ start: @escaping @Sendable () -> Void
    ) {
        guard let measureStorage else { return start() }
        let (meter, gate) = (self.meter, self.gate)
        let deadline = Task {
            let now = monotonicNanos()
            if deadlineNanos > now { try? await Task.sleep(for: .nanoseconds(deadlineNanos - now)) }
            guard !Task.isCancelled else { return }
            operation.end(
                id, .failure(PluginCallError(.deadline, "the tenant's storage was not measured by the deadline")), releasing: gate.leave)
        }
        operation.onCancel {
            operation.end(
                id, .failure(PluginCallError(.cancelled, "the operation was cancelled before it began")), releasing: gate.leave)
        }
        Task {
            var left = Self.maximumMeasurements
            repeat {
                await measureStorage()
                left -= 1
            } while left > 0 && meter.storage.mustMeasure()
            deadline.cancel()
            // It may have ended meanwhile; then nobody waits for it, and nothing is written.
            guard PluginRuntime.shared.table.isOpen(id) else { return }
            do throws(PluginCallError) {
                _ = try meter.mayGrow(by: bytes, canMeasure: false)
                start()
            } catch {
                operation.end(id, .failure(error), releasing: gate.leave)
            }
        }
    }
}

extension PostgresError {
    /// Whether the statements may have been committed all the same: the server refused none of them, or was not heard.
    var mayHaveTakenEffect: Bool {
        switch code {
        case .server, .parameter, .poolExhausted, .closed, .configuration, .invalidBatch, .usage: false
        case .connection, .timeout, .cancelled, .resultTooLarge, .protocol: true
        }
    }
}
