import PluginKit

/// One miner of a plan. Pure.
struct PlanMiner: Sendable, Equatable {
    let minerId: Int64
    /// The miner's own tenant.
    let ownerKey: Int64
    let serialNumber: String
    let client: String
    /// What it drew and hashed when it was chosen.
    let baselineWatts: Double
    let baselineTHs: Double
    /// Whether it stands in for one that did not obey.
    var isReplacement = false
    var state = SwitchState.planned
    /// When it is to be told.
    var dueAt: Timestamp
    var orderedAt: Timestamp?
    /// Orders of the present kind that were sent.
    var attempts = 0
    /// Of the last order; nil while it is not known.
    var result: DeviceOrderResult.Outcome?
    /// Why it stands where it stands.
    var why = DeviceMessage.nothing
    /// When it was seen asleep, and when it was seen back or given up: of the last time, where it woke by itself in between.
    var offAt: Timestamp?
    var onAt: Timestamp?
    var accountedUntil: Timestamp?
    var curtailedKWh = 0.0
    /// Of it what no reading confirms; nil where it began before this was recorded.
    var estimatedKWh: Double? = 0
    var lostTHHours = 0.0
    /// Nil where the miner was removed.
    var sighting: MinerSighting?

    /// A rate below this share of the former one is none; a power above `awakePower` of it is that of a miner at work.
    private static let awakeRate = 0.05
    private static let awakePower = 0.5
    /// An older reading says nothing of now.
    private static let freshMicros: Int64 = 300_000_000

    /// Whether a reading was taken after a moment.
    func isSeen(after moment: Timestamp?) -> Bool {
        guard let seenAt = sighting?.seenAt else { return false }
        return moment.map { seenAt > $0 } ?? true
    }

    /// Whether its last reading shows a miner at rest. Power without hashing is no rest: it still draws.
    var looksAsleep: Bool {
        guard let sighting, let state = sighting.state.flatMap(ObservedState.init) else { return false }
        guard state == .ok || state == .hashingLow || state == .paused else { return false }
        if let watts = sighting.powerWatts, watts >= baselineWatts * PlanMiner.awakePower { return false }
        return state == .paused || sighting.hashrateTHs.map { $0 <= baselineTHs * PlanMiner.awakeRate } ?? false
    }

    /// Whether it was told to sleep and was never seen asleep, as far as that was waited for. Who was left alone was told nothing.
    var hasDisobeyed: Bool { attempts > 0 && (state == .disobeyed || (offAt == nil && state.isSettled)) }

    /// Whether a reduction of it is under way: it was seen asleep and not awake since.
    var isReduced: Bool { offAt != nil && onAt == nil }

    /// Whether people work on it now.
    var isInMaintenance: Bool { sighting?.isInMaintenance ?? false }

    /// Whether people set it offline.
    var isOffline: Bool { sighting?.isOffline ?? false }

    /// Whether its last reading shows a miner at work.
    var looksAwake: Bool {
        guard let sighting, let state = sighting.state.flatMap(ObservedState.init), state == .ok || state == .hashingLow else {
            return false
        }
        return sighting.hashrateTHs.map { $0 > baselineTHs * PlanMiner.awakeRate } ?? false
    }

    /// Whether it was asked after a moment and gave nothing to read.
    func isSilent(after moment: Timestamp) -> Bool {
        guard let sighting, let observedAt = sighting.observedAt, observedAt > moment, !isSeen(after: moment) else { return false }
        return sighting.state == ObservedState.unreachable.rawValue || sighting.state == ObservedState.refusing.rawValue
    }

    /// What it sheds, and whether that was measured within the last minutes; nothing where it is not off.
    func shed(at now: Timestamp) -> (watts: Double, isMeasured: Bool) {
        guard let offAt, isReduced, state == .off || state == .resting || state == .waking else { return (0, true) }
        guard let sighting, let watts = sighting.powerWatts, let seenAt = sighting.seenAt, seenAt >= offAt,
            now.micros(since: seenAt) <= PlanMiner.freshMicros
        else { return (baselineWatts, false) }
        return (max(0, baselineWatts - watts), !sighting.powerIsEstimated)
    }

    /// Adds up energy and hashing since the last time. The whole gap counts with what is seen at its end, so credit is never given too early.
    mutating func account(until now: Timestamp) {
        guard let offAt, isReduced else { return }
        let begin = accountedUntil ?? offAt
        guard now > begin else { return }
        accountedUntil = now
        guard state == .off || state == .resting || state == .waking else { return }
        let hours = Double(now.micros(since: begin)) / 3.6e9
        let rate = isSeen(after: offAt) ? sighting?.hashrateTHs ?? 0 : 0
        let shed = shed(at: now)
        let kWh = shed.watts * hours / 1_000
        curtailedKWh += kWh
        if !shed.isMeasured { estimatedKWh = estimatedKWh.map { $0 + kWh } }
        lostTHHours += max(0, baselineTHs - rate) * hours
    }
}
