/// What a device told about one hash board (or one module of a chain).
public struct BoardReading: Sendable, Equatable {
    /// The number the device itself gives the board.
    public var index: Int
    /// The board's rate in the reading's unit (TH/s for SHA-256 devices).
    public var hashrate: Double?
    /// The rate it should reach, in the same unit.
    public var nominalHashrate: Double?
    /// The hottest chip.
    public var chipTemperatureCelsius: Double?
    /// The hottest sensor on the circuit board.
    public var boardTemperatureCelsius: Double?
    /// Mean chip clock.
    public var frequencyMHz: Double?
    /// Supply of the board.
    public var voltageVolts: Double?
    /// What the board draws.
    public var powerWatts: Double?
    /// Chips that answer.
    public var chips: Int?
    /// Wrong nonces since start.
    public var hardwareErrors: Int?

    init(index: Int) { self.index = index }

    /// Whether anything but its number is known.
    var tellsAnything: Bool { self != BoardReading(index: index) }
}
