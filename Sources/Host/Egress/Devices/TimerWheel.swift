/// Coarse timers for many connections: adding, removing and expiring cost a few instructions each, whatever their number.
///
/// Time goes in ticks of 16.8 ms; an entry expires in the tick after its due time, never before it. Ids are small integers, one entry each.
struct TimerWheel: Sendable {
    static let tickNanos: UInt64 = 1 << 24
    private static let slotCount = 512
    private static let none: Int32 = -1

    /// Heads of the slots' lists.
    private var slots = [Int32](repeating: TimerWheel.none, count: TimerWheel.slotCount)
    private var next: [Int32] = []
    private var previous: [Int32] = []
    /// Due tick by id; 0 for an id that is not in the wheel.
    private var dueTick: [UInt64] = []
    /// Everything due up to this tick has expired.
    private var currentTick: UInt64
    private(set) var count = 0

    init(nowNanos: UInt64) {
        currentTick = nowNanos / TimerWheel.tickNanos
    }

    /// Adds `id`, or moves it to its new due time.
    mutating func add(_ id: Int32, dueNanos: UInt64) {
        let index = Int(id)
        while dueTick.count <= index {
            dueTick.append(0)
            next.append(TimerWheel.none)
            previous.append(TimerWheel.none)
        }
        remove(id)
        dueTick[index] = max(dueNanos / TimerWheel.tickNanos + 1, currentTick + 1)
        link(id)
        count += 1
    }

    /// Takes `id` out; one that is not in the wheel is ignored.
    mutating func remove(_ id: Int32) {
        let index = Int(id)
        guard index < dueTick.count, dueTick[index] != 0 else { return }
        unlink(id)
        dueTick[index] = 0
        count -= 1
    }

    /// Takes out everything due at `nowNanos` and appends it to `expired`.
    mutating func expire(nowNanos: UInt64, into expired: inout [Int32]) {
        let nowTick = nowNanos / TimerWheel.tickNanos
        guard nowTick > currentTick else { return }
        // After a long pause one turn of the wheel sees every slot.
        let first = max(currentTick + 1, nowTick &- min(nowTick, UInt64(TimerWheel.slotCount) - 1))
        currentTick = nowTick
        guard count > 0 else { return }
        for tick in first...nowTick {
            var id = slots[Int(tick % UInt64(TimerWheel.slotCount))]
            while id != TimerWheel.none {
                let following = next[Int(id)]
                // A far entry shares the slot with near ones and stays for another turn.
                if dueTick[Int(id)] <= nowTick {
                    remove(id)
                    expired.append(id)
                }
                id = following
            }
        }
    }

    private func slot(of id: Int32) -> Int { Int(dueTick[Int(id)] % UInt64(TimerWheel.slotCount)) }

    private mutating func link(_ id: Int32) {
        let slot = slot(of: id)
        let head = slots[slot]
        next[Int(id)] = head
        previous[Int(id)] = TimerWheel.none
        if head != TimerWheel.none { previous[Int(head)] = id }
        slots[slot] = id
    }

    private mutating func unlink(_ id: Int32) {
        let before = previous[Int(id)]
        let after = next[Int(id)]
        if before == TimerWheel.none { slots[slot(of: id)] = after } else { next[Int(before)] = after }
        if after != TimerWheel.none { previous[Int(after)] = before }
    }
}
