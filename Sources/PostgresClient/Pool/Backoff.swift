/// Pauses between attempts to connect: doubling, with jitter, so that many hosts do not come back at once. No clock of its own.
struct Backoff {
    let minimumNanos: UInt64
    let maximumNanos: UInt64
    private(set) var failures = 0

    init(minimumNanos: UInt64, maximumNanos: UInt64) {
        self.minimumNanos = max(1, minimumNanos)
        self.maximumNanos = max(self.minimumNanos, maximumNanos)
    }

    /// The pause after one more failure; `random` is from 0 to 1.
    mutating func next(random: Double) -> UInt64 {
        let doubled = minimumNanos.multipliedReportingOverflow(by: 1 << UInt64(min(failures, 30)))
        let ceiling = doubled.overflow ? maximumNanos : min(doubled.partialValue, maximumNanos)
        failures += 1
        return UInt64(Double(ceiling) * (0.5 + 0.5 * random))
    }

    mutating func succeeded() { failures = 0 }
}
