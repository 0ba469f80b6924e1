import Synchronization

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let nanos = Mutex<UInt64>(1_000_000_000_000)

    var now: UInt64 { nanos.withLock { $0 } }

    func advance(millis: UInt64) { nanos.withLock { $0 += millis * 1_000_000 } }
}
