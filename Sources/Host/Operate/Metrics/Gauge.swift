import Synchronization

/// One series that goes up and down. Any thread; lock-free.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    /// Replaces the value.
    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Adds `amount`, which may be negative.
    package func add(_ amount: Double) { bits.addDouble(amount) }

    /// The value now.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
