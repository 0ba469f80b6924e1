import Synchronization

/// Counts what is under way and lets one closer wait until it is nothing. After `close` nothing new enters.
///
/// Thread: any. Never blocks.
final class DrainGate: Sendable {
    private static let closedBit: UInt64 = 1 << 63

    private let word = Atomic<UInt64>(0)
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    var count: Int { Int(word.load(ordering: .relaxed) & ~Self.closedBit) }
    var isClosed: Bool { word.load(ordering: .acquiring) & Self.closedBit != 0 }

    /// Enters with a number of shares, each to be left once; false if the gate is closed.
    @inline(__always)
    func enter(_ shares: UInt64 = 1) -> Bool {
        let (old, _) = word.wrappingAdd(shares, ordering: .acquiringAndReleasing)
        if old & Self.closedBit == 0 { return true }
        leave(shares)
        return false
    }

    /// Enters for whoever is inside already and stays there until this returns; closed or not.
    @inline(__always)
    func enterWithin(_ shares: UInt64) { word.wrappingAdd(shares, ordering: .acquiringAndReleasing) }

    @inline(__always)
    func leave(_ shares: UInt64 = 1) {
        let (_, new) = word.wrappingSubtract(shares, ordering: .acquiringAndReleasing)
        if new == Self.closedBit { wake() }
    }

    /// Enters, closed or not, as long as somebody else is still inside.
    func enterIfOccupied() -> Bool {
        var found = word.load(ordering: .acquiring)
        while found & ~Self.closedBit != 0 {
            let (won, now) = word.compareExchange(expected: found, desired: found + 1, ordering: .acquiringAndReleasing)
            if won { return true }
            found = now
        }
        return false
    }

    func close() { word.bitwiseOr(Self.closedBit, ordering: .acquiringAndReleasing) }

    /// Returns when the gate is closed and empty.
    func drained() async {
        await withCheckedContinuation { continuation in
            let empty = waiting.withLock { waiting in
                if word.load(ordering: .acquiring) == Self.closedBit { return true }
                waiting.append(continuation)
                return false
            }
            // Whoever leaves last takes the lock after the count, so a continuation added before is seen.
            if empty { continuation.resume() } else if word.load(ordering: .acquiring) == Self.closedBit { wake() }
        }
    }

    private func wake() {
        let ready = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in ready { continuation.resume() }
    }
}
