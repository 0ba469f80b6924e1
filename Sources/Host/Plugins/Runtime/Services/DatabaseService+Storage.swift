import HostData
import PluginABI
import PostgresClient
import Synchronization

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
    /// - Parameter grown: What it adds to the tenant's storage, as far as that is known; 0 for what only reads or deletes. Whether there is
    ///   room is looked at when its turn comes, so that those in line cannot pass the limit together.
    func enter(
        _ operation: HostOperation, _ id: hi_id, bytes: Int, deadlineNanos: UInt64, adding grown: Int,
        start: @escaping @Sendable () -> Void
    ) throws(PluginCallError) {
        let begin: @Sendable () -> Void = {
            guard grown > 0 else { return start() }
            if self.measureStorage != nil, self.meter.storage.mustMeasure() {
                self.measure(for: operation, id, adding: grown, deadlineNanos: deadlineNanos, start)
            } else {
                self.letThrough(operation, id, adding: grown, start)
            }
        }
        do throws(PluginCallError) {
            let giveUpWait = try gate.enter(bytes: bytes, deadlineNanos: deadlineNanos, begin: begin) { operation.end(id, .failure($0)) }
            if let giveUpWait { operation.onCancel(giveUpWait) }
        } catch {
            operation.withdraw(id)
            throw error
        }
    }

    private func letThrough(_ operation: HostOperation, _ id: hi_id, adding bytes: Int, _ start: @Sendable () -> Void) {
        do throws(PluginCallError) {
            try meter.mayGrow(by: bytes)
            start()
        } catch {
            // Not here: the plugin may be about to start it, and to be told within its own call.
            Task { [gate] in operation.end(id, .failure(error), releasing: gate.leave) }
        }
    }

    /// Has the storage measured, until the deadline or the operation's cancellation; then starts it, or ends it with the refusal.
    private func measure(
        for operation: HostOperation, _ id: hi_id, adding bytes: Int, deadlineNanos: UInt64, _ start: @escaping @Sendable () -> Void
    ) {
        guard let measureStorage else { return start() }
        let (meter, gate) = (self.meter, self.gate)
        let end = First()
        let deadline = Task {
            let now = monotonicNanos()
            if deadlineNanos > now { try? await Task.sleep(for: .nanoseconds(deadlineNanos - now)) }
            guard !Task.isCancelled, end.claim() else { return }
            operation.end(
                id, .failure(PluginCallError(.deadline, "the tenant's storage was not measured by the deadline")), releasing: gate.leave)
        }
        operation.onCancel {
            guard end.claim() else { return }
            operation.end(
                id, .failure(PluginCallError(.cancelled, "the operation was cancelled before it began")), releasing: gate.leave)
        }
        Task {
            var left = Self.maximumMeasurements
            repeat {
                await measureStorage()
                left -= 1
            } while left > 0 && meter.storage.mustMeasure()
            // Otherwise it has ended meanwhile: nobody waits for it, and nothing is written.
            guard end.claim() else { return }
            deadline.cancel()
            self.letThrough(operation, id, adding: bytes, start)
        }
    }

    /// Which of several comes first. Thread: any.
    private final class First: Sendable {
        private let isTaken = Atomic<Bool>(false)

        func claim() -> Bool { !isTaken.exchange(true, ordering: .acquiringAndReleasing) }
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
