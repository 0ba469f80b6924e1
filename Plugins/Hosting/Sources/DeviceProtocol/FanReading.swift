/// What a device told about one fan.
public struct FanReading: Sendable, Equatable {
    /// The number the device itself gives the fan.
    public var index: Int
    /// Speed; 0 is a standing fan.
    public var rpm: Int?
    /// Duty, 0 to 100.
    public var percent: Double?

    init(index: Int) { self.index = index }
}
