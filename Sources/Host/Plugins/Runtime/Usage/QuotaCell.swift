package import HostTenancy
import Synchronization

/// The limit and the use of one quota: one word, changed without a lock.
///
/// Thread: any, for every function; none blocks. A minute is one of the host's monotonic clock and a day one of UTC, not the last sixty
/// seconds or 24 hours: what is refused within one is taken again when the next begins. Times are nanoseconds of that clock.
package final class QuotaCell: Sendable {
    static let secondNanos: UInt64 = 1_000_000_000
    static let minuteNanos: UInt64 = 60_000_000_000
    static let dayNanos: UInt64 = 86_400_000_000_000
    private static let amountBits: UInt64 = 48
    private static let amountMask: UInt64 = (1 << amountBits) - 1

    package let quota: Quota
    /// Units of the word in one of the limit: processor time is counted in nanoseconds and limited in milliseconds.
    private let scale: Int
    private let limitInUnits: Atomic<Int>
    private let isPerDay: Bool
    private let isPerSecond: Bool
    /// Per second, minute or day and largest: the number of that span in the upper 16 bits, the amount below. Level: the amount.
    private let word = Atomic<UInt64>(0)
    private let refusalCount = Atomic<Int>(0)
    private let totals: QuotaTotals?
    /// Counts the level in this cell's stead.
    private let gate: DrainGate?

    /// - Parameters:
    ///   - totals: Counts the refusals of all instances of the plugin.
    ///   - gate: Whose requests are the level; its word is changed for each call anyway.
    init(_ quota: Quota, limit: Int, totals: QuotaTotals? = nil, gate: DrainGate? = nil) {
        self.totals = totals
        self.gate = gate
        self.quota = quota
        isPerDay = quota.measure == .perDay
        isPerSecond = quota.measure == .perSecond
        scale = quota == .processorMilliseconds ? 1_000_000 : 1
        limitInUnits = Atomic(Self.clamped(limit, scale, quota))
    }

    /// In the quota's own unit. Takes effect with the next question.
    package var limit: Int {
        get { limitInUnits.load(ordering: .relaxed) / scale }
        set { limitInUnits.store(Self.clamped(newValue, scale, quota), ordering: .relaxed) }
    }

    /// How often somebody was refused, since the host began.
    package var refusals: Int { refusalCount.load(ordering: .relaxed) }

    /// What is in use at a time, in the quota's own unit.
    package func used(atNanos nanos: UInt64) -> Int {
        if let gate { return gate.requests }
        return Int(amount(of: word.load(ordering: .relaxed), at: nanos)) / scale
    }

    /// Whether nothing more may be used in this minute. For what is counted per minute. Two loads.
    @inline(__always)
    func isUsedUp(atNanos nanos: UInt64) -> Bool {
        let now = word.load(ordering: .relaxed)
        return now & Self.amountMask >= UInt64(limitInUnits.load(ordering: .relaxed)) && now >> Self.amountBits == Self.minute(nanos)
    }

    /// Uses so much if it is within the limit; refuses, and counts that, if it is not. For what is counted per second, minute or day.
    func take(_ amount: Int, atNanos nanos: UInt64) -> Bool {
        let limit = limitInUnits.load(ordering: .relaxed)
        let isTaken = change(at: nanos) { found in
            let (sum, overflow) = Int(found).addingReportingOverflow(max(0, amount))
            return overflow || sum > limit ? nil : UInt64(sum)
        }
        if !isTaken { noteRefusal() }
        return isTaken
    }

    /// Adds what was used, whatever the limit. For what is counted per minute.
    @inline(__always)
    func add(units: UInt64, atNanos nanos: UInt64) {
        _ = change(at: nanos) { min($0 &+ units, Self.amountMask) }
    }

    /// Notes the size of one. For what is counted by its largest.
    func noteLargest(_ amount: Int, atNanos nanos: UInt64) {
        _ = change(at: nanos) { amount > Int($0) ? min(UInt64(amount), Self.amountMask) : nil }
    }

    /// One more, if the limit allows it. For levels.
    @inline(__always)
    func enter() -> Bool {
        let (_, new) = word.wrappingAdd(1, ordering: .relaxed)
        if Int(truncatingIfNeeded: new) <= limitInUnits.load(ordering: .relaxed) { return true }
        leave()
        noteRefusal()
        return false
    }

    @inline(__always)
    func leave() { word.wrappingSubtract(1, ordering: .relaxed) }

    /// Makes a level what was measured.
    package func set(level: Int) { word.store(UInt64(max(0, level)), ordering: .relaxed) }

    /// Makes the use of a day what it is elsewhere. For what is counted per day.
    func set(used: Int, atNanos nanos: UInt64) { _ = change(at: nanos) { _ in min(UInt64(max(0, used)), Self.amountMask) } }

    /// Raises a level that is measured only from time to time.
    func raise(by amount: Int) { word.add(UInt64(max(0, amount)), ordering: .relaxed) }

    /// Counts a call that was refused for this quota.
    package func noteRefusal() {
        refusalCount.add(1, ordering: .relaxed)
        totals?.noteRefusal(quota)
    }

    @inline(__always)
    private func change(at nanos: UInt64, _ body: (_ found: UInt64) -> UInt64?) -> Bool {
        let current = span(nanos)
        var found = word.load(ordering: .relaxed)
        while true {
            guard let wanted = body(found >> Self.amountBits == current ? found & Self.amountMask : 0) else { return false }
            let (won, now) = word.compareExchange(expected: found, desired: current << Self.amountBits | wanted, ordering: .relaxed)
            if won { return true }
            found = now
        }
    }

    private func amount(of word: UInt64, at nanos: UInt64) -> UInt64 {
        if quota.measure == .level { return word }
        return word >> Self.amountBits == span(nanos) ? word & Self.amountMask : 0
    }

    /// 16 bits are 45 days: a cell that nobody touched for exactly so long shows an old minute's use until the next one.
    @inline(__always)
    private static func minute(_ nanos: UInt64) -> UInt64 { nanos / minuteNanos & 0xFFFF }

    /// The second, the minute or the day. Each by a constant, which divides without a division.
    @inline(__always)
    private func span(_ nanos: UInt64) -> UInt64 {
        if isPerSecond { return nanos / Self.secondNanos & 0xFFFF }
        return isPerDay ? nanos / Self.dayNanos & 0xFFFF : Self.minute(nanos)
    }

    private static func clamped(_ limit: Int, _ scale: Int, _ quota: Quota) -> Int {
        if quota.measure == .level { return max(0, limit) }
        let (product, overflow) = max(0, limit).multipliedReportingOverflow(by: scale)
        return overflow ? Int(amountMask) : min(product, Int(amountMask))
    }
}
