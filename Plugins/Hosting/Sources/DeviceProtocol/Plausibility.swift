/// Which values can be true. What lies outside is a fault of the device or of the reply and is never stored.
enum Plausibility {
    /// TH/s of one SHA-256 device; the largest sold reach half of it.
    static let terahashes = 0.0...2_500.0
    /// Amount in the own unit of a device that computes something else.
    static let otherRate = 0.0...10_000_000.0
    static let temperatureCelsius = -40.0...150.0
    static let powerWatts = 1.0...20_000.0
    static let fanRpm = 0...30_000
    static let percent = 0.0...100.0
    static let frequencyMHz = 1.0...6_000.0
    static let voltageVolts = 0.05...60.0
    static let uptimeSeconds = 0...946_080_000
    static let count = 0...9_007_199_254_740_991
    static let boardIndex = 0...255
}
