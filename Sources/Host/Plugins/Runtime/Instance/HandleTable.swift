import PluginABI
import Synchronization

/// The handles (`hi_host *`) of the living instances. A handle is a number that is never used twice, not an address: one kept
/// after `destroy` finds nothing, and nothing is ever read through it.
///
/// Thread: any.
final class HandleTable: Sendable {
    private struct Handles {
        var living: [UInt64: LiveInstance] = [:]
        /// The last that ended, oldest first, with where their late uses are counted.
        var ended: [(handle: UInt64, counters: PluginCounters)] = []
    }

    private final class Shard: Sendable {
        let handles = Mutex(Handles())
    }

    /// Ended handles that a shard remembers.
    private static let remembered = 32

    /// Handles are multiples of this, so that the lower bits can mark operations in the call table.
    static let step: UInt64 = 16

    private let next = Atomic<UInt64>(1)
    private let shards = (0..<16).map { _ in Shard() }

    /// A new handle, not yet bound.
    func reserve() -> UInt64 { next.add(1, ordering: .relaxed).oldValue * Self.step }

    func bind(_ handle: UInt64, to instance: LiveInstance) { shard(handle).handles.withLock { $0.living[handle] = instance } }

    func remove(_ handle: UInt64) {
        shard(handle).handles.withLock { handles in
            guard let instance = handles.living.removeValue(forKey: handle) else { return }
            if handles.ended.count == Self.remembered { handles.ended.removeFirst() }
            handles.ended.append((handle, instance.plugin.counters))
        }
    }

    /// The instance behind a handle that a plugin gave, or nil if there is none any more.
    func instance(_ host: OpaquePointer) -> LiveInstance? { instance(UInt64(UInt(bitPattern: host))) }

    func instance(_ handle: UInt64) -> LiveInstance? {
        shard(handle).handles.withLock { handles in
            if let instance = handles.living[handle] { return instance }
            handles.ended.last { $0.handle == handle }?.counters.lateUses.add(1, ordering: .relaxed)
            return nil
        }
    }

    private func shard(_ handle: UInt64) -> Shard { shards[Int(handle / Self.step % 16)] }
}
