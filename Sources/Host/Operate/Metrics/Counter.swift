import Synchronization

/// One series that only grows. Any thread; lock-free.
package final class Counter: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    /// Adds `amount`, which must be finite and not negative; others are ignored, so that a series never falls.
    package func increment(by amount: Double = 1) {
        guard amount.isFinite, amount >= 0 else { return }
        bits.addDouble(amount)
    }

    /// Raises the sum to a total that is counted elsewhere; a lower one is ignored, so that a series never falls.
    package func advance(to total: Double) { if total > value { increment(by: total - value) } }

    /// The sum so far.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

extension Atomic<UInt64> {
    /// Adds to the double whose bits are stored here.
    func addDouble(_ amount: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}
