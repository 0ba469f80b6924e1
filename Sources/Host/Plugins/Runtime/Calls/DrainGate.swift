import Synchronization

/// Counts what is under way and lets one closer wait until it is nothing. After `close` nothing new enters.
///
/// One word holds the shares, the calls among them that a quota counts, and whether it is closed: to let a call in and out is one atomic
/// change each.
///
/// Thread: any. Never blocks.
final class DrainGate: Sendable {
    private static let closedBit: UInt64 = 1 << 63
    private static let shareBits: UInt64 = 32
    private static let shareMask: UInt64 = (1 << shareBits) - 1
    /// A request of the quota; 31 bits for them.
    private static let request: UInt64 = 1 << shareBits
    /// What a call enters with: two shares, one until `start` returned and one until the plugin completed, and a request.
    static let call: UInt64 = request + 2
    /// What a call leaves with when the plugin owes nothing any more.
    static let completion: UInt64 = request + 1

    private let word = Atomic<UInt64>(0)
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    var count: Int { Int(word.load(ordering: .relaxed) & Self.shareMask) }
    /// Calls that the plugin owes an end.
    var requests: Int { Int((word.load(ordering: .relaxed) & ~Self.closedBit) >> Self.shareBits) }
    var isClosed: Bool { word.load(ordering: .acquiring) & Self.closedBit != 0 }

    /// Enters with a number of shares, each to be left once; false if the gate is closed.
    @inline(__always)
    func enter(_ shares: UInt64 = 1) -> Bool {
        let (old, _) = word.wrappingAdd(shares, ordering: .acquiringAndReleasing)
        if old & Self.closedBit == 0 { return true }
        leave(shares)
        return false
    }

    /// How a call was received.
    enum Reception { case inside, tooMany, closed }

    /// Enters with a call, to leave with ``call`` or with ``completion`` and one share.
    ///
    /// - Parameter isHeld: Whoever asks is inside already and stays there until this returns: the gate may be closed.
    @inline(__always)
    func enterCall(limit: Int, isHeld: Bool) -> Reception {
        let (old, new) = word.wrappingAdd(Self.call, ordering: .acquiringAndReleasing)
        let isRefused = old & Self.closedBit != 0 && !isHeld
        if !isRefused, (new & ~Self.closedBit) >> Self.shareBits <= UInt64(limit) { return .inside }
        leave(Self.call)
        return isRefused ? .closed : .tooMany
    }

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
