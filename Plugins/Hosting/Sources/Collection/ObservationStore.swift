import PluginKit
import Synchronization

/// Holds observations until the next write, a quarter of a second at most, and writes them in bulk.
final class ObservationStore: Sendable {
    private struct State {
        var pending: [Observation] = []
        var totals = RoundTotals()
        var written = 0
        var failure: PluginError?
        var isFinished = false
    }

    private static let intervalNanos: UInt64 = 250_000_000

    private let context: PluginContext
    private let state = Mutex(State())

    init(context: PluginContext) { self.context = context }

    /// Takes an observation; it is stored within the next quarter of a second. Thread: any.
    func add(_ observation: Observation) {
        state.withLock {
            $0.pending.append(observation)
            $0.totals.add(observation)
        }
    }

    /// What was observed so far.
    var totals: RoundTotals { state.withLock { $0.totals } }

    /// Says that nothing more comes; `writeUntilFinished` then ends.
    func finish() { state.withLock { $0.isFinished = true } }

    /// Writes what is pending again and again until `finish`. Throws the first failure, after everything was tried.
    func writeUntilFinished() async throws {
        while true {
            let isLast = state.withLock { $0.isFinished }
            await write()
            if isLast { break }
            try await Task.sleep(nanoseconds: ObservationStore.intervalNanos)
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func write() async {
        let batch = state.withLock { state in
            defer { state.pending.removeAll(keepingCapacity: true) }
            return state.pending
        }
        guard !batch.isEmpty else { return }
        do {
            try await store(batch)
            try? context.events.publish("telemetry") { json in
                json.field("miners", batch.count)
                totals.write(to: &json)
            }
        } catch {
            let failure = PluginError(error)
            context.log.error("\(batch.count) observations were not stored: \(failure)")
            state.withLock { $0.failure = $0.failure ?? failure }
        }
    }

    private func store(_ batch: [Observation]) async throws {
        var telemetry = Observation.telemetryRows
        for observation in batch { try observation.append(to: &telemetry) }
        let states = Value.json { json in
            json.array { json in
                for observation in batch { observation.write(to: &json) }
            }
        }
        var calls = [Database.Call("states_write", states)]
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
