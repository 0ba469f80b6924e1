/// A rate as a device told it.
public struct Hashrate: Sendable, Equatable {
    /// Over which time it is an average.
    public let window: AveragingWindow
    /// The amount, in `unit`.
    public let value: Double
    /// TH/s for SHA-256 devices, else the unit of the device's own algorithm.
    public let unit: RateUnit
}
