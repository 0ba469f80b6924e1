/// A point in time: microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public var unixMicros: Int64

    /// Makes a point in time from Unix microseconds.
    public init(unixMicros: Int64) { self.unixMicros = unixMicros }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.unixMicros < right.unixMicros }

    /// The point `seconds` later. Stops at the ends of the range instead of overflowing.
    public func adding(seconds: Double) -> Timestamp {
        let micros = Double(unixMicros) + seconds * 1_000_000
        return Timestamp(unixMicros: Int64(exactly: micros.rounded()) ?? (micros > 0 ? .max : .min))
    }

    /// Microseconds from `earlier` to this point.
    public func micros(since earlier: Timestamp) -> Int64 { unixMicros &- earlier.unixMicros }
}
