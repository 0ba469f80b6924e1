import Synchronization

/// How much a tenant has stored in a plugin's tables: what was measured last, and what writes have added since, at most.
///
/// Before the first measurement nothing is known, so the first write has it measured. Afterwards a write does when an eighth of the room
/// that was left then has been written to, and when there is no room left. So on one host a tenant passes its limit by no more than the
/// batches that are under way when it reaches it (``Quota/statementsInFlight`` of them at most), and up to ``roomShare`` hosts together by
/// no more than theirs.
///
/// Thread: any, for every function; none blocks.
package final class StorageLevel: Sendable {
    /// A figure that is older is looked at again before somebody is refused by it: rows may have been deleted.
    static let freshNanos: UInt64 = 1_000_000_000
    /// The part of the room left that may be written to before the next measurement: this many hosts share the room.
    static let roomShare = 8
    /// When a measurement has failed, none is asked for in so long: writes must not wait for a server that cannot answer.
    static let restNanos: UInt64 = 10_000_000_000

    /// The time at which a measurement begins, and what had been added by then.
    package struct Mark: Sendable {
        fileprivate let added: Int
        fileprivate let doubts: Int
        fileprivate let atNanos: UInt64
    }

    private let cell: QuotaCell
    /// All that writes have added so far.
    private let added = Atomic<Int>(0)
    /// How often a write ended so that nobody knows whether it took effect.
    private let doubts = Atomic<Int>(0)
    private let measuredDoubts = Atomic<Int>(0)
    /// Of the last measurement; -1 before the first one.
    private let measuredAdded = Atomic<Int>(-1)
    private let measuredNanos = Atomic<UInt64>(0)
    /// When the last measurement failed; 0 if it did not.
    private let failedNanos = Atomic<UInt64>(0)

    init(_ cell: QuotaCell) { self.cell = cell }

    /// A measurement begins.
    package func mark(atNanos nanos: UInt64 = monotonicNanos()) -> Mark {
        Mark(added: added.load(ordering: .acquiring), doubts: doubts.load(ordering: .acquiring), atNanos: nanos)
    }

    /// A measurement has ended: what was added while it ran may be in it or not, so it is counted.
    package func measured(_ bytes: Int, since mark: Mark) {
        cell.set(level: bytes + max(0, added.load(ordering: .acquiring) - mark.added))
        failedNanos.store(0, ordering: .relaxed)
        measuredNanos.store(mark.atNanos, ordering: .relaxed)
        measuredDoubts.store(mark.doubts, ordering: .relaxed)
        measuredAdded.store(mark.added, ordering: .releasing)
    }

    /// A measurement has failed: what is known stays.
    package func notMeasured(since mark: Mark) { failedNanos.store(mark.atNanos, ordering: .relaxed) }

    /// A write adds so much, at most.
    func add(_ bytes: Int) {
        guard bytes > 0 else { return }
        // In this order a measurement that ends between the two loses nothing.
        added.add(bytes, ordering: .acquiringAndReleasing)
        cell.raise(by: bytes)
    }

    /// A write has ended and may have added anything, or nothing.
    func doubt() { doubts.add(1, ordering: .acquiringAndReleasing) }

    /// Whether a write cannot be let through or refused by what is known.
    func mustMeasure(atNanos now: UInt64 = monotonicNanos()) -> Bool {
        let failed = failedNanos.load(ordering: .relaxed)
        if failed != 0, now &- failed < Self.restNanos { return false }
        let known = measuredAdded.load(ordering: .acquiring)
        guard known >= 0, doubts.load(ordering: .acquiring) == measuredDoubts.load(ordering: .relaxed) else { return true }
        let since = max(0, added.load(ordering: .acquiring) - known)
        let room = cell.limit - cell.used(atNanos: 0)
        guard room > 0 else { return since > 0 || now &- measuredNanos.load(ordering: .relaxed) > Self.freshNanos }
        return since > (room + since) / Self.roomShare
    }
}
