internal import Synchronization

/// Requests to one provider in a minute, at most so many, spread as they come.
///
/// Thread: any, for every function; none blocks.
package final class PinPace: Sendable {
    private let perMinute: Int
    private let taken = Mutex<[UInt64]>([])

    /// - Parameter perMinute: Nil for no limit.
    package init(perMinute: Int?) { self.perMinute = perMinute ?? .max }

    /// Takes one.
    /// - Parameter nowNanos: Of a monotonic clock.
    /// - Returns: Nil if it was taken, else in how many seconds one may be.
    package func take(nowNanos: UInt64) -> Int? {
        guard perMinute < .max else { return nil }
        let minute: UInt64 = 60_000_000_000
        return taken.withLock { taken in
            taken.removeAll { nowNanos >= minute && $0 <= nowNanos - minute }
            guard taken.count >= perMinute, let first = taken.first else {
                taken.append(nowNanos)
                return nil
            }
            return Int((first + minute - nowNanos) / 1_000_000_000) + 1
        }
    }
}
