/// What a miner told about itself, in one normal form whatever its firmware.
///
/// Values that cannot be true (NaN, negative, absurd, dead sensors) are left out and named in `warnings`.
public struct MinerReading: Sendable, Equatable {
    /// What the device computes. `sha256` unless it says otherwise.
    public var algorithm = HashAlgorithm.sha256
    /// Every rate told, best window first, at most one a window.
    public var hashrates: [Hashrate] = []
    /// The rate the device should reach, in the unit of `hashrates`.
    public var nominalHashrate: Double?
    /// Hash boards that are present, in the device's order.
    public var boards: [BoardReading] = []
    /// How many machines of the model answer as this one: the modules of an Avalon's chain; 1 for every other device.
    public var modules = 1
    /// Fans that are present.
    public var fans: [FanReading] = []
    /// Numbers of the sockets that told a speed of 0 beside `fans`: a fan that stands still, or none at all.
    public var stillSockets: Set<Int> = []
    /// The hottest chip of all.
    public var chipTemperatureCelsius: Double?
    /// The hottest circuit board of all.
    public var boardTemperatureCelsius: Double?
    /// Air at the inlet.
    public var ambientTemperatureCelsius: Double?
    /// What the device draws, where it tells.
    public var powerWatts: Double?
    /// The limit it is set to, where it tells.
    public var powerLimitWatts: Double?
    /// Mean chip clock.
    public var frequencyMHz: Double?
    /// Supply of the boards.
    public var voltageVolts: Double?
    /// Pools the device knows.
    public var pools: [PoolReading] = []
    /// Shares since start.
    public var acceptedShares: Int?
    /// Shares since start.
    public var rejectedShares: Int?
    /// Shares since start.
    public var staleShares: Int?
    /// Wrong nonces since start.
    public var hardwareErrors: Int?
    /// Since the mining software started.
    public var uptimeSeconds: Int?
    /// Which software runs.
    public var firmware: FirmwareIdentity?
    /// The model as the device states it, without the firmware's remarks.
    public var model: String?
    /// Serial number of the device.
    public var serialNumber: String?
    /// Codes and messages of faults that the device states now.
    public var errorCodes: [String] = []
    /// Whether mining is paused; nil where the device does not tell.
    public var isPaused: Bool?
    /// Whether a part of the reply was missing.
    public var isPartial = false
    /// Whether a reply ended in the middle.
    public var isCutOff = false
    /// Whether a reply ended in the middle and no part that tells how the device runs came whole: this is no fresh reading.
    public var isCutShort = false
    /// What was left out or repaired.
    public var warnings: [ReadingWarning] = []

    init() {}

    /// The rate that tells best how the device runs now, in its own unit.
    public var primaryHashrate: Hashrate? { hashrates.first }

    /// The primary rate in TH/s; nil for a device that does not compute SHA-256.
    public var hashrateTHs: Double? {
        algorithm == .sha256 && hashrates.first?.unit == .terahash ? hashrates.first?.value : nil
    }

    /// The rate of one window in its own unit.
    public func hashrate(_ window: AveragingWindow) -> Double? { hashrates.first { $0.window == window }?.value }

    /// The pool the device works for: the one it says is active, else the first it reaches, by priority.
    public var activePool: PoolReading? {
        let own = pools.filter { !$0.isDeveloperFee && !$0.url.isEmpty }
        let ordered = own.sorted { ($0.priority ?? Int.max, $0.index) < ($1.priority ?? Int.max, $1.index) }
        return ordered.first { $0.isActive == true && $0.status != .dead }
            ?? ordered.first { $0.isActive == nil && $0.status == .alive }
            ?? ordered.first { $0.isActive == true }
    }

    /// Whether `pools` are all that the device has: nothing of its answer was cut off, and its firmware tells others than the one in use.
    public var hasAllPools: Bool {
        !isCutOff && !warnings.contains { $0.kind == .truncated } && firmware?.tellsPoolInUseAlone != true
    }

    /// The fastest fan.
    public var fanRpmMaximum: Int? { fans.compactMap(\.rpm).max() }
}
