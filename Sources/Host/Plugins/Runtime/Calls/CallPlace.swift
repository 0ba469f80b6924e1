import Synchronization

/// The number of a thread that calls plugins, its own for as long as it lives; the same for all that came when none was left.
struct CallPlace: ~Copyable {
    /// Numbers that one thread each may have.
    static let count = 64

    /// Below ``count`` for a thread that has one of its own.
    let index: Int

    /// A bit for each that is taken.
    private static let taken = Atomic<UInt64>(0)

    /// Takes one for the calling thread.
    init() {
        var found = Self.taken.load(ordering: .relaxed)
        while found != .max {
            let index = (~found).trailingZeroBitCount
            // Acquires what the thread before wrote under that number.
            let (won, now) = Self.taken.compareExchange(expected: found, desired: found | 1 << UInt64(index), ordering: .acquiring)
            if won {
                self.index = index
                return
            }
            found = now
        }
        index = Self.count
    }

    deinit { if index < Self.count { Self.taken.bitwiseAnd(~(1 << UInt64(index)), ordering: .releasing) } }
}
