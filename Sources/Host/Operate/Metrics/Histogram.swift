import Synchronization

/// One series of observations in buckets. Any thread; a short lock per observation.
package final class Histogram: Sendable {
    /// The buckets of `http.server.request.duration` in the semantic conventions of OpenTelemetry, in seconds.
    package static let requestDurationSeconds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    /// What a scrape reads: counts per bucket (not cumulative, the last one is above all bounds), their number and sum.
    package struct Snapshot: Sendable, Equatable {
        package var counts: [UInt64]
        package var count: UInt64
        package var sum: Double
    }

    /// The upper bounds, ascending, without infinity.
    package let bounds: [Double]
    private let state: Mutex<Snapshot>

    package init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1), count: 0, sum: 0))
    }

    /// Counts one observation, in the unit of the bounds. A value that is not a number is ignored.
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[index] += 1
            $0.count += 1
            $0.sum += value
        }
    }

    /// A consistent reading.
    package var snapshot: Snapshot { state.withLock { $0 } }
}
