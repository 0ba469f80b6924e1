import PluginKit
import Synchronization

/// Holds observations until the next write and writes them in bulk: as soon as a batch is full, else four times a second.
///
/// A batch has a size that no round outgrows. If writing falls behind, whoever adds waits, and with it the devices that were not asked yet:
/// an answer is never older than the two batches before it.
final class ObservationStore: Sendable {
    private struct State {
        var pending: [Observation] = []
        var totals = RoundTotals()
        var failure: PluginError?
        var isFinished = false
        /// Who added to a full batch and waits until it is taken.
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isWriting = true
    }

    private static let fullBatch = 500
    private static let intervalNanos: UInt64 = 250_000_000

    private let context: PluginContext
    private let state = Mutex(State())
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(context: PluginContext) {
        self.context = context
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes an observation; its write begins within the next quarter of a second. Returns when there is room for the next. Thread: any.
    func add(_ observation: Observation) async {
        let isFull = state.withLock {
            $0.pending.append(observation)
            $0.totals.add(observation)
            return $0.pending.count >= ObservationStore.fullBatch
        }
        guard isFull else { return }
        wake.yield()
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard state.isWriting, state.pending.count >= ObservationStore.fullBatch else { return false }
                state.waiting.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }

    /// What was observed so far.
    var totals: RoundTotals { state.withLock { $0.totals } }

    /// Says that nothing more comes; `writeUntilFinished` then ends.
    func finish() {
        state.withLock { $0.isFinished = true }
        wake.yield()
    }

    /// Writes what is pending again and again until `finish`. Throws the first failure, after everything was tried.
    func writeUntilFinished() async throws {
        // A writer that was cancelled leaves nobody waiting.
        defer { resumeWaiting { $0.isWriting = false } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(nanoseconds: ObservationStore.intervalNanos)) != nil { self.wake.yield() }
            }
            defer { group.cancelAll() }
            var untold = 0
            var toldNanos: UInt64 = 0
            for await _ in wakes {
                let isLast = state.withLock { $0.isFinished }
                let fewest = isLast ? 1 : ObservationStore.fullBatch
                repeat { untold += await writeBatch() } while state.withLock { $0.pending.count >= fewest }
                // Pages are told of a burst once, not of each of its batches.
                let now = context.clock.monotonicNanos
                if untold > 0, isLast || now - toldNanos >= ObservationStore.intervalNanos {
                    tell(untold)
                    (untold, toldNanos) = (0, now)
                }
                if isLast { break }
            }
        }
        try Task.checkCancellation()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Writes one batch at most and gives the number of rows that are stored.
    private func writeBatch() async -> Int {
        let batch = resumeWaiting { state in
            let batch = Array(state.pending.prefix(ObservationStore.fullBatch))
            state.pending.removeFirst(batch.count)
            return batch
        }
        guard !batch.isEmpty else { return 0 }
        do {
            try await store(batch)
            return batch.count
        } catch {
            let failure = PluginError(error)
            context.log.error("\(batch.count) observations were not stored: \(failure)")
            state.withLock { $0.failure = $0.failure ?? failure }
            return 0
        }
    }

    /// Changes the state and then lets those go on who wait for room.
    private func resumeWaiting<Result: Sendable>(_ change: (inout sending State) -> sending Result) -> Result {
        let (result, waiting) = state.withLock { state in
            let result = change(&state)
            defer { state.waiting = [] }
            return (result, state.waiting)
        }
        for continuation in waiting { continuation.resume() }
        return result
    }

    private func tell(_ count: Int) {
        try? context.events.publish("telemetry") { json in
            json.field("miners", count)
            totals.write(to: &json)
        }
    }

    private func store(_ batch: [Observation]) async throws {
        var telemetry = Observation.telemetryRows
        for observation in batch { try observation.append(to: &telemetry) }
        let states = Value.json { json in
            json.array { json in
                for (position, observation) in batch.enumerated() { observation.write(to: &json, line: position + 1) }
            }
        }
        let details = Array(batch.map(\.detailsLine).joined(separator: [UInt8(ascii: "\n")]))
        var calls = [Database.Call("states_write", states, .text(String(decoding: details, as: UTF8.self)))]
        let replies = batch.filter { $0.reply != nil }
        if !replies.isEmpty { calls.append(Database.Call("replies_write", ObservationStore.replies(replies))) }
        _ = try await context.database.batch(calls)
        try await context.database.ingest("telemetry", telemetry)
    }

    private static func replies(_ observations: [Observation]) -> Value {
        Value.json { json in
            json.array { json in
                for observation in observations {
                    json.object { json in
                        json.field("miner_id", observation.minerId)
                        json.field("received_at", observation.observedAt)
                        json.field("reply", observation.reply)
                    }
                }
            }
        }
    }
}
