/// Which miners may be switched off, and why others may not: the rules and the words of Hosting's planner, which a test holds together. Pure.
struct ShutdownRules: Equatable, Sendable {
    /// Why a miner stays on; the words of Hosting.
    enum Reason: String, CaseIterable, Sendable {
        case offline, maintenance, excluded
        case activePlan = "active_plan"
        case neverSeen = "never_seen"
        case unreachable
        case staleTelemetry = "stale_telemetry"
        case alreadyCurtailed = "already_curtailed"
        case unreadableTelemetry = "unreadable_telemetry"
        case unsupportedFirmware = "unsupported_firmware"
        case unsupported
        case powerUnknown = "power_unknown"
        case powerEstimated = "power_estimated"
        case belowMinimumPower = "below_minimum_power"
        case otherAlgorithm = "other_algorithm"
        case phantomLoad = "phantom_load"
        case cooldown
        case notNeeded = "not_needed"
    }

    /// Beyond these nothing of one machine can be true.
    static let mostPowerWatts = Double(1 << 24)
    private static let mostHashrateGHs = Double(1 << 32)

    var mostAgeSeconds = 180.0
    var leastPowerWatts = 100.0
    /// Since the last change of a miner's state.
    var cooldownSeconds = 0.0
    var acceptsEstimatedPower = true
    /// Miners to leave alone.
    var excluded: Set<Int64> = []

    /// The first reason that holds against switching a miner off; nil where it may be.
    func reason(against miner: ShutdownCandidate) -> Reason? {
        if miner.status == "offline" { return .offline }
        if miner.status == "maintenance" { return .maintenance }
        if excluded.contains(miner.id) { return .excluded }
        if miner.isInPlan { return .activePlan }
        guard let state = miner.state else { return .neverSeen }
        if state == "unreachable" || state == "refusing" { return .unreachable }
        guard let age = miner.ageSeconds, age.rounded(.down) <= mostAgeSeconds else { return .staleTelemetry }
        if state == "paused" { return .alreadyCurtailed }
        if state == "malformed" { return .unreadableTelemetry }
        guard miner.isControllable else { return .unsupportedFirmware }
        if miner.isSleepless { return .unsupported }
        if let reason = reason(againstPowerOf: miner) { return reason }
        return miner.stateSeconds.rounded(.down) < cooldownSeconds ? .cooldown : nil
    }

    private func reason(againstPowerOf miner: ShutdownCandidate) -> Reason? {
        guard let power = miner.powerWatts, (0...Self.mostPowerWatts).contains(power) else { return .powerUnknown }
        if miner.powerIsEstimated, !acceptsEstimatedPower { return .powerEstimated }
        if power < max(1, leastPowerWatts) { return .belowMinimumPower }
        if miner.isOtherAlgorithm { return .otherAlgorithm }
        guard let rate = miner.hashrateTHs, rate.isFinite, rate > 0 else { return .phantomLoad }
        return rate * 1_000 <= Self.mostHashrateGHs ? nil : .unreadableTelemetry
    }
}
