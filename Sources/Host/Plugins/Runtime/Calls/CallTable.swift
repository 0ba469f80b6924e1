import PluginABI
import Synchronization

/// Every call and operation under way in this process, by the ids that the host makes.
///
/// An id is slot and generation. Whoever ends a call claims its slot by one compare-and-swap: exactly one wins, everybody later
/// finds `stale`. No lock is taken on the way of a call; memory grows in chunks and never moves or shrinks.
///
/// Thread: any, for every function.
package final class CallTable: @unchecked Sendable {
    // Sendable: slots are atomics, except `entry`, whose one owner at a time follows from the state in `word` (see CallSlot).

    private static let chunkSlots = 256
    private static let maximumChunks = 4_096
    /// Calls and operations that may be under way at once.
    static let maximumCount = chunkSlots * maximumChunks

    private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<CallSlot>?>
    private let chunkCount = Atomic<Int>(0)
    private let growth = Mutex(())
    /// Tag in the upper half against reuse in between, slot plus one in the lower.
    private let freeHead = Atomic<UInt64>(0)

    package init() {
        chunks = .allocate(capacity: Self.maximumChunks)
        chunks.initialize(repeating: nil, count: Self.maximumChunks)
    }

    deinit {
        for index in 0..<chunkCount.load(ordering: .acquiring) {
            chunks[index]!.deinitialize(count: Self.chunkSlots)
            chunks[index]!.deallocate()
        }
        chunks.deallocate()
    }

    /// Places that there is memory for.
    package var slotCount: Int { chunkCount.load(ordering: .acquiring) * Self.chunkSlots }

    /// Calls and operations whose end is still to come. Looks through the whole table.
    package var count: Int {
        var count = 0
        forEachWord { _, _, word in if word & 0xFFFF_FFFF != CallSlot.State.free { count += 1 } }
        return count
    }

    /// Takes a slot for an entry; 0 if a million are under way.
    func open(_ entry: CallEntry, owner: UInt64, deadlineNanos: UInt64) -> hi_id {
        guard let index = takeFree() else { return 0 }
        slot(index).pointee.entry = entry
        return reopen(index, owner: owner, deadlineNanos: deadlineNanos)
    }

    /// Opens a slot of the caller's own, from ``closeKeeping(_:)``, with the entry that is in it.
    @inline(__always)
    func reopen(_ index: UInt32, owner: UInt64, deadlineNanos: UInt64) -> hi_id {
        let slot = slot(index)
        let generation = slot.pointee.word.load(ordering: .relaxed) >> 32
        slot.pointee.owner.store(owner, ordering: .relaxed)
        slot.pointee.deadlineNanos.store(deadlineNanos, ordering: .relaxed)
        slot.pointee.word.store(generation << 32 | CallSlot.State.open, ordering: .releasing)
        return generation << 32 | UInt64(index)
    }

    /// How a claim ended.
    enum Claim {
        /// The caller waits for this end; `close` the id after telling it.
        case open(CallEntry)
        /// The caller was answered before; the slot is free again.
        case late(CallEntry)
        /// The id names nothing under way.
        case stale
    }

    /// Claims the end of a call. At most one claim of an id is `open`.
    func claim(_ id: hi_id, owner: UInt64) -> Claim {
        guard let slot = find(id, of: owner) else { return .stale }
        let generation = id & ~0xFFFF_FFFF
        var found = generation | CallSlot.State.open
        var spins = 0
        while true {
            let (won, now) = slot.pointee.word.compareExchange(
                expected: found, desired: generation | CallSlot.State.claimed, ordering: .acquiringAndReleasing)
            if won { break }
            guard now & ~0xFFFF_FFFF == generation else { return .stale }
            switch now & 0xFFFF_FFFF {
            case CallSlot.State.open, CallSlot.State.owed: found = now
            case CallSlot.State.openHeld, CallSlot.State.owedHeld: Self.pause(&spins)
            default: return .stale
            }
        }
        let entry = slot.pointee.entry.take()!
        if found & 0xFFFF_FFFF == CallSlot.State.open { return .open(entry) }
        release(slot, id)
        return .late(entry)
    }

    /// Whether the caller of this id still waits.
    func isOpen(_ id: hi_id) -> Bool {
        guard let word = find(id)?.pointee.word.load(ordering: .acquiring), word >> 32 == id >> 32 else { return false }
        return word & 0xFFFF_FFFF == CallSlot.State.open || word & 0xFFFF_FFFF == CallSlot.State.openHeld
    }

    /// Frees the slot of a claimed id.
    func close(_ id: hi_id) { if let slot = find(id) { release(slot, id) } }

    /// Claims the end of a call whose caller still waits, and leaves the entry where it is, for ``closeKeeping(_:)``. False if somebody else
    /// has to do with the call just now, or the id is no such call's: then ``claim(_:owner:)`` knows.
    @inline(__always)
    func claimInPlace(_ id: hi_id, owner: UInt64) -> Bool {
        let slot = slot(UInt32(truncatingIfNeeded: id))
        let generation = id & ~0xFFFF_FFFF
        return slot.pointee.owner.load(ordering: .relaxed) == owner
            && slot.pointee.word.compareExchange(
                expected: generation | CallSlot.State.open, desired: generation | CallSlot.State.claimed, ordering: .acquiringAndReleasing
            ).exchanged
    }

    /// Ends an id that was claimed in place. The slot, free again, is the caller's own, with the entry in it; nil, and it is anybody's, if
    /// somebody still has the entry.
    @inline(__always)
    func closeKeeping(_ id: hi_id) -> UInt32? {
        let index = UInt32(truncatingIfNeeded: id)
        let slot = slot(index)
        guard isKnownUniquelyReferenced(&slot.pointee.entry) else {
            slot.pointee.entry = nil
            release(slot, id)
            return nil
        }
        vacate(slot, id)
        return index
    }

    /// A slot of the caller's own is anybody's again.
    func giveBack(_ index: UInt32) {
        slot(index).pointee.entry = nil
        putFree(index)
    }

    /// Takes the caller's side away: from now on the plugin's completion is late. Nil if it ended meanwhile.
    func abandon(_ id: hi_id) -> CallEntry? { hold(id, openOnly: true, leaveAs: CallSlot.State.owed) }

    /// The entry behind an id that is under way and belongs to `owner`.
    func peek(_ id: hi_id, owner: UInt64) -> CallEntry? {
        guard find(id, of: owner) != nil else { return nil }
        return hold(id, openOnly: false, leaveAs: nil)
    }

    /// The deadline of an id that is under way; nil if it is not.
    func deadlineNanos(of id: hi_id) -> UInt64? {
        guard let slot = find(id) else { return nil }
        // As in ``shorten(_:to:)``.
        let found = slot.pointee.deadlineNanos.load(ordering: .acquiring)
        return slot.pointee.word.load(ordering: .acquiring) >> 32 == id >> 32 ? found : nil
    }

    /// Moves a deadline forward.
    func shorten(_ id: hi_id, to deadlineNanos: UInt64) {
        guard let slot = find(id) else { return }
        // Read before the word: should the slot become another call's meanwhile, its own deadline is another one.
        let found = slot.pointee.deadlineNanos.load(ordering: .acquiring)
        guard slot.pointee.word.load(ordering: .acquiring) >> 32 == id >> 32, found > deadlineNanos else { return }
        _ = slot.pointee.deadlineNanos.compareExchange(expected: found, desired: deadlineNanos, ordering: .relaxed)
    }

    /// Visits the ids of all calls whose caller still waits. Sees at least those that were open throughout.
    func forEachOpen(_ body: (_ id: hi_id, _ owner: UInt64, _ deadlineNanos: UInt64) -> Void) {
        forEach(CallSlot.State.open, CallSlot.State.openHeld, body)
    }

    /// Visits the ids of all calls whose caller was answered while the plugin still owes the completion.
    func forEachOwed(_ body: (_ id: hi_id, _ owner: UInt64, _ deadlineNanos: UInt64) -> Void) {
        forEach(CallSlot.State.owed, CallSlot.State.owedHeld, body)
    }

    private func forEach(
        _ state: UInt64, _ held: UInt64, _ body: (_ id: hi_id, _ owner: UInt64, _ deadlineNanos: UInt64) -> Void
    ) {
        forEachWord { slot, index, word in
            guard word & 0xFFFF_FFFF == state || word & 0xFFFF_FFFF == held else { return }
            body(
                word & ~0xFFFF_FFFF | UInt64(index), slot.pointee.owner.load(ordering: .relaxed),
                slot.pointee.deadlineNanos.load(ordering: .relaxed))
        }
    }

    private func forEachWord(_ body: (_ slot: UnsafeMutablePointer<CallSlot>, _ index: UInt32, _ word: UInt64) -> Void) {
        for index in 0..<UInt32(slotCount) {
            let slot = slot(index)
            body(slot, index, slot.pointee.word.load(ordering: .acquiring))
        }
    }

    /// Retains the entry of an id under a short hold and leaves the state as it was, or as told.
    private func hold(_ id: hi_id, openOnly: Bool, leaveAs next: UInt64?) -> CallEntry? {
        guard let slot = find(id) else { return nil }
        let generation = id & ~0xFFFF_FFFF
        var spins = 0
        while true {
            let now = slot.pointee.word.load(ordering: .acquiring)
            guard now & ~0xFFFF_FFFF == generation else { return nil }
            let state = now & 0xFFFF_FFFF
            if state == CallSlot.State.openHeld || state == CallSlot.State.owedHeld {
                Self.pause(&spins)
                continue
            }
            guard state == CallSlot.State.open || (state == CallSlot.State.owed && !openOnly) else { return nil }
            let held = state == CallSlot.State.open ? CallSlot.State.openHeld : CallSlot.State.owedHeld
            guard slot.pointee.word.compareExchange(expected: now, desired: generation | held, ordering: .acquiringAndReleasing).exchanged
            else { continue }
            let entry = slot.pointee.entry
            slot.pointee.word.store(generation | (next ?? state), ordering: .releasing)
            return entry
        }
    }

    private func slot(_ index: UInt32) -> UnsafeMutablePointer<CallSlot> {
        chunks[Int(index) / Self.chunkSlots]! + Int(index) % Self.chunkSlots
    }

    /// The slot of an id that is under way and this owner's. The word is read before the owner: a slot that is free still names its last one,
    /// and whoever is told a generation under way sees the owner of it or of a later one, whose word no longer fits.
    private func find(_ id: hi_id, of owner: UInt64) -> UnsafeMutablePointer<CallSlot>? {
        guard let slot = find(id) else { return nil }
        let word = slot.pointee.word.load(ordering: .acquiring)
        guard word >> 32 == id >> 32, word & 0xFFFF_FFFF != CallSlot.State.free, slot.pointee.owner.load(ordering: .relaxed) == owner else {
            return nil
        }
        return slot
    }

    private func find(_ id: hi_id) -> UnsafeMutablePointer<CallSlot>? {
        let index = UInt32(truncatingIfNeeded: id)
        guard Int(index) < slotCount else { return nil }
        return slot(index)
    }

    private func release(_ slot: UnsafeMutablePointer<CallSlot>, _ id: hi_id) {
        vacate(slot, id)
        putFree(UInt32(truncatingIfNeeded: id))
    }

    /// From now on the id names nothing, for ever.
    @inline(__always)
    private func vacate(_ slot: UnsafeMutablePointer<CallSlot>, _ id: hi_id) {
        let next = UInt32(truncatingIfNeeded: id >> 32) &+ 1
        // Generation 0 is left out, so that the id 0 names nothing.
        slot.pointee.word.store(UInt64(next == 0 ? 1 : next) << 32, ordering: .releasing)
    }

    private func putFree(_ index: UInt32) {
        let slot = slot(index)
        var head = freeHead.load(ordering: .relaxed)
        while true {
            slot.pointee.nextFree.store(UInt32(truncatingIfNeeded: head), ordering: .relaxed)
            let desired = ((head >> 32) &+ 1) << 32 | UInt64(index + 1)
            let (won, now) = freeHead.compareExchange(expected: head, desired: desired, ordering: .acquiringAndReleasing)
            if won { return }
            head = now
        }
    }

    private func takeFree() -> UInt32? {
        var head = freeHead.load(ordering: .acquiring)
        while true {
            let first = UInt32(truncatingIfNeeded: head)
            if first == 0 {
                guard grow() else { return nil }
                head = freeHead.load(ordering: .acquiring)
                continue
            }
            let next = slot(first - 1).pointee.nextFree.load(ordering: .relaxed)
            let desired = ((head >> 32) &+ 1) << 32 | UInt64(next)
            let (won, now) = freeHead.compareExchange(expected: head, desired: desired, ordering: .acquiringAndReleasing)
            if won { return first - 1 }
            head = now
        }
    }

    private func grow() -> Bool {
        growth.withLock { _ in
            if UInt32(truncatingIfNeeded: freeHead.load(ordering: .acquiring)) != 0 { return true }
            let chunk = chunkCount.load(ordering: .acquiring)
            guard chunk < Self.maximumChunks else { return false }
            let slots = UnsafeMutablePointer<CallSlot>.allocate(capacity: Self.chunkSlots)
            for index in 0..<Self.chunkSlots { (slots + index).initialize(to: CallSlot()) }
            chunks[chunk] = slots
            chunkCount.store(chunk + 1, ordering: .releasing)
            for index in (0..<Self.chunkSlots).reversed() { putFree(UInt32(chunk * Self.chunkSlots + index)) }
            return true
        }
    }

    private static func pause(_ spins: inout Int) {
        spins += 1
        // The holder only copies a reference; if it lost its processor meanwhile, give it back.
        if spins % 64 == 0 { yieldProcessor() }
    }
}
