/// What a device keeps between requests: whether it hashes, since when, for whom, and whom it lets in.
struct DeviceState: Sendable {
    /// A change of what the device does, with the times between which it gets there.
    private struct Ramp: Sendable {
        var from: Double
        var to: Double
        var beginNanos: UInt64
        var endNanos: UInt64
    }

    /// What the device was told; a device that disobeys is told and goes on.
    private(set) var isAsleep = false
    private(set) var pools: [SimulatedPool]?
    private(set) var powerLimitWatts: Int?
    /// Of firmware that keeps pools in groups; nil until they are changed.
    private(set) var poolGroups: [SimulatedPoolGroup]?
    /// By its name, of firmware that has such profiles; nil until it is changed.
    private(set) var profile: String?
    /// Lowers and raises its profile by temperature, up to this one; nil where it does not.
    private(set) var thermalBound: String?
    /// Written down for the next boot.
    private(set) var poolsAtBoot: [SimulatedPool]?
    private(set) var limitAtBootWatts: Int?
    /// The mode in which it hashes when it is awake, of firmware that has such modes: 0 is full power, 3 low power.
    private(set) var workMode = "0"
    /// When the mining software started last; nil since before the simulation.
    private(set) var restartedNanos: UInt64?
    /// Says yes to everything and does nothing of it.
    var disobeys: Bool
    /// Opens the device.
    var password: String
    /// Given out and still good, each with when it was given.
    var tokens: [String: UInt64] = [:]
    private var ramp: Ramp?
    let nameplateWatts: Int

    init(password: String, nameplateWatts: Int, disobeys: Bool) {
        self.password = password
        self.nameplateWatts = nameplateWatts
        self.disobeys = disobeys
    }

    /// Whether anything was ever changed: until then a device may answer its capture byte for byte.
    var isTouched: Bool { ramp != nil || pools != nil || restartedNanos != nil || powerLimitWatts != nil }

    /// From 0, at rest, to 1, at full power.
    func level(at nanos: UInt64) -> Double {
        guard let ramp else { return 1 }
        if nanos < ramp.beginNanos { return ramp.from }
        if nanos >= ramp.endNanos { return ramp.to }
        return ramp.from + (ramp.to - ramp.from) * Double(nanos - ramp.beginNanos) / Double(ramp.endNanos - ramp.beginNanos)
    }

    /// Goes to sleep or wakes, from `nanos` on.
    mutating func sleep(_ sleeps: Bool, at nanos: UInt64, _ options: MinerSimulatorOptions) {
        guard !disobeys, sleeps != isAsleep else { return }
        isAsleep = sleeps
        move(at: nanos, options)
    }

    /// Hashes in another mode from now on. The captured figures stay: what a mode draws was never captured.
    mutating func work(in mode: String) {
        if !disobeys { workMode = mode }
    }

    /// Starts anew: nothing is hashed, then more and more.
    mutating func restart(at nanos: UInt64, _ options: MinerSimulatorOptions) {
        guard !disobeys else { return }
        restartedNanos = nanos
        tokens.removeAll()
        guard !isAsleep else { return }
        ramp = Ramp(from: 0, to: wanted, beginNanos: nanos, endNanos: nanos &+ DeviceState.nanos(options.rampUpSeconds))
    }

    mutating func mine(at pools: [SimulatedPool]) {
        if !disobeys { self.pools = pools }
    }

    mutating func limit(watts: Int, at nanos: UInt64, _ options: MinerSimulatorOptions) {
        guard !disobeys else { return }
        powerLimitWatts = watts
        move(at: nanos, options)
    }

    /// Shares its work among these groups from now on.
    mutating func mine(in groups: [SimulatedPoolGroup]) {
        guard !disobeys else { return }
        poolGroups = groups
        pools = groups.flatMap(\.pools)
    }

    /// Hashes by another profile from now on.
    mutating func hash(by profile: String, watts: Int, at nanos: UInt64, _ options: MinerSimulatorOptions) {
        guard !disobeys else { return }
        self.profile = profile
        limit(watts: watts, at: nanos, options)
    }

    /// Changes its profile by temperature from now on, or no more.
    mutating func followTemperature(upTo bound: String?) {
        if !disobeys { thermalBound = bound }
    }

    /// Keeps pools or a limit for the next boot.
    mutating func keep(pools: [SimulatedPool]? = nil, limitWatts: Int? = nil) {
        guard !disobeys else { return }
        poolsAtBoot = pools ?? poolsAtBoot
        limitAtBootWatts = limitWatts ?? limitAtBootWatts
    }

    /// Boots: what was kept for it counts now.
    mutating func boot(at nanos: UInt64, _ options: MinerSimulatorOptions) {
        guard !disobeys else { return }
        if let poolsAtBoot { pools = poolsAtBoot }
        if let limitAtBootWatts { powerLimitWatts = limitAtBootWatts }
        isAsleep = false
        restart(at: nanos, options)
    }

    private var wanted: Double {
        guard !isAsleep else { return 0 }
        return powerLimitWatts.map { min(1, max(0, Double($0) / Double(max(1, nameplateWatts)))) } ?? 1
    }

    private mutating func move(at nanos: UInt64, _ options: MinerSimulatorOptions) {
        let from = level(at: nanos)
        let seconds = wanted < from ? options.rampDownSeconds : options.rampUpSeconds
        ramp = Ramp(from: from, to: wanted, beginNanos: nanos, endNanos: nanos &+ DeviceState.nanos(seconds))
    }

    private static func nanos(_ seconds: Double) -> UInt64 { UInt64(max(0, seconds) * 1e9) }
}
