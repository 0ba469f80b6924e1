import Synchronization

/// The tasks of calls under way, so that they can be cancelled by id.
final class CallTable: Sendable {
    /// One part of the table with a lock of its own.
    private final class Shard: Sendable {
        let tasks = Mutex<[UInt64: Task<Void, Never>]>([:])
    }

    /// Many, so that a thread that loses its processor within a lock keeps few others waiting, least of all the host's.
    private let shards = (0..<16).map { _ in Shard() }

    /// Starts a task for a call; `body` gets run after the task is in the table, and the entry goes before the call completes.
    func start(_ call: UInt64, _ body: @escaping @Sendable () async -> Void) {
        // The lock is held over the task's creation: should it end at once, its `finish` waits until the entry is there.
        shard(call).tasks.withLock { tasks in
            tasks[call] = Task.detached(executorPreference: PluginExecutor.shared) { await body() }
        }
    }

    func finish(_ call: UInt64) { shard(call).tasks.withLock { _ = $0.removeValue(forKey: call) } }

    /// Cancels the call's task; an id that is not under way is ignored.
    func cancel(_ call: UInt64) { shard(call).tasks.withLock { $0[call] }?.cancel() }

    /// Ids of calls that follow each other differ in their low bits.
    private func shard(_ call: UInt64) -> Shard { shards[Int(truncatingIfNeeded: call & 15)] }
}
