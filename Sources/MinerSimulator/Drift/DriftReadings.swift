/// What one device would read at one moment: gives each number of a reply its value.
struct DriftReadings: Sendable {
    private let seed: UInt64
    private let unixSeconds: Double
    private let runSeconds: Double
    private let fastRateFactor: Double
    private let slowRateFactor: Double
    private let powerFactor: Double
    private let warmth: Double
    private let airflow: Double
    private let isImplausible: Bool
    private let hasStoppedFan: Bool
    private let rateShare: Double
    private let level: Double
    private let restartSeconds: Double?

    /// Of its full power, what a device draws at rest: its control board.
    private static let idleShare = 0.008
    private static let roomCelsius = 24.0
    /// Of its rate, what a weak device has.
    private static let weakShare = 0.6

    /// What a device draws at a level from 0, at rest, to 1.
    static func powerShare(_ level: Double) -> Double { idleShare + (1 - idleShare) * level }

    /// - Parameters:
    ///   - seed: the device's own.
    ///   - unixSeconds: the time of day, for clocks.
    ///   - runSeconds: seconds since the simulation began.
    ///   - isImplausible: the device tells values that no miner can have.
    ///   - isWeak: the device hashes less than it should.
    ///   - hasStoppedFan: the first fan of the device stands still.
    ///   - level: from 0, at rest, to 1, at full power.
    ///   - restartSeconds: since the device started anew; nil if it runs since before the simulation.
    init(
        seed: UInt64, unixSeconds: Double, runSeconds: Double, isImplausible: Bool = false, isWeak: Bool = false,
        hasStoppedFan: Bool = false, level: Double = 1, restartSeconds: Double? = nil
    ) {
        rateShare = isWeak ? Self.weakShare : 1
        self.level = level
        self.restartSeconds = restartSeconds
        self.seed = seed
        self.unixSeconds = unixSeconds
        self.runSeconds = runSeconds
        self.isImplausible = isImplausible
        self.hasStoppedFan = hasStoppedFan
        func wave(_ number: UInt64, _ period: Double) -> Double {
            // Each device is at another place of its walk.
            let place = runSeconds + 100_000 * DriftNoise.unit(seed, number)
            return DriftNoise.wave(DriftNoise.hash(seed, number), seconds: place, period: period)
        }
        let luck = 1 + 0.03 * (DriftNoise.unit(seed, 1) * 2 - 1)
        let slow = luck * (1 + 0.015 * wave(2, 1_800) + 0.01 * wave(3, 300))
        slowRateFactor = slow
        fastRateFactor = slow * (1 + 0.03 * wave(4, 20) + 0.01 * wave(5, 7))
        powerFactor = 1 + (slow - 1) * 0.8 + 0.004 * wave(6, 15)
        warmth = 2.5 * wave(7, 2_400) + 1.2 * wave(8, 240)
        airflow = 1 + 0.04 * wave(9, 1_200) + 0.01 * wave(10, 60)
    }

    /// The value of one token, which is the `number`th of its template.
    func value(of token: DriftToken, number: Int, in template: DriftTemplate) -> Double {
        switch token.signal {
        case .fastRate: return token.base * fastRateFactor * rateShare * level * (isImplausible ? 1e6 : 1)
        case .slowRate: return token.base * slowRateFactor * rateShare * level * (isImplausible ? 1e6 : 1)
        case .power: return token.base * powerFactor * DriftReadings.powerShare(level) * (isImplausible ? 1e4 : 1)
        case .temperature:
            let own = DriftNoise.wave(DriftNoise.hash(seed, UInt64(64 + number)), seconds: runSeconds, period: 90)
            let hot = max(1, token.base + warmth + 0.8 * own)
            let warm = hot > DriftReadings.roomCelsius ? DriftReadings.roomCelsius + (hot - DriftReadings.roomCelsius) * level : hot
            return isImplausible ? -3276.8 : level == 1 ? hot : warm
        case .fanSpeed:
            if hasStoppedFan, number == template.firstFan { return 0 }
            let own = DriftNoise.wave(DriftNoise.hash(seed, UInt64(64 + number)), seconds: runSeconds, period: 45)
            return (token.base * (airflow + 0.005 * own) * (0.3 + 0.7 * level) * (isImplausible ? 1e3 : 1)).rounded()
        case .clock: return token.base > 1e9 ? unixSeconds : token.base + runSeconds
        case .pastClock:
            return token.base > 1e9 && template.capturedAt > 0 ? unixSeconds - (template.capturedAt - token.base) : token.base + runSeconds
        case .uptime: return (restartSeconds ?? token.base + runSeconds).rounded(.down)
        case .counter: return token.base * (restartSeconds.map { $0 / template.capturedUptime } ?? 1 + runSeconds / template.capturedUptime)
        }
    }
}
