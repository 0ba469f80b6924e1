import Synchronization

/// So many in one window of time; the rest is counted. Thread: any.
final class RateLimit: Sendable {
    private struct Window {
        var startNanos: UInt64 = 0
        var taken = 0
        var refused = 0
    }

    private let count: Int
    private let perNanos: UInt64
    private let window = Mutex(Window())

    init(count: Int, perNanos: UInt64) {
        self.count = count
        self.perNanos = perNanos
    }

    /// Whether one more is within the limit.
    func take(at nanos: UInt64) -> Bool { takeCounting(at: nanos).isTaken }

    /// As ``take(at:)``, and how many were refused in the window that just ended, said once.
    func takeCounting(at nanos: UInt64) -> (isTaken: Bool, refusedBefore: Int) {
        window.withLock { window in
            var refused = 0
            if nanos >= window.startNanos + perNanos || window.startNanos == 0 {
                refused = window.refused
                window = Window(startNanos: nanos)
            }
            guard window.taken < count else {
                window.refused += 1
                return (false, refused)
            }
            window.taken += 1
            return (true, refused)
        }
    }
}
