/// Which miners may be switched off. Pure.
struct EligibilityRules: Sendable, Equatable {
    /// Readings older than this are stale.
    var mostAgeSeconds: Int64 = 180
    /// Miners below this are left alone.
    var leastPowerWatts: Double = 100
    /// Since the last change of a miner's state.
    var cooldownSeconds: Int64 = 0
    /// Whether estimated power counts as known.
    var acceptsEstimatedPower = true
    /// Miners to leave alone.
    var excluded: Set<Int64> = []

    /// Why a miner may not be switched off, the first reason that holds; nil where it may.
    func reason(against miner: CurtailableMiner) -> SkipReason? {
        if miner.status == "offline" { return .offline }
        if miner.status == "maintenance" { return .maintenance }
        if excluded.contains(miner.id) { return .excluded }
        if miner.isInPlan { return .activePlan }
        guard let state = miner.state else { return .neverSeen }
        if state == ObservedState.unreachable.rawValue || state == ObservedState.refusing.rawValue { return .unreachable }
        guard let age = miner.ageSeconds, age <= mostAgeSeconds else { return .staleTelemetry }
        if state == ObservedState.paused.rawValue { return .alreadyCurtailed }
        if state == ObservedState.malformed.rawValue { return .unreadableTelemetry }
        guard FirmwareAdapters.controls(miner.firmware) else { return .unsupportedFirmware }
        if miner.isSleepless { return .unsupported }
        if let reason = reason(againstPowerOf: miner) { return reason }
        return miner.stateSeconds < cooldownSeconds ? .cooldown : nil
    }

    private func reason(againstPowerOf miner: CurtailableMiner) -> SkipReason? {
        guard let power = miner.powerWatts, power.isFinite, power >= 0, power <= Double(CoverProblem.mostPowerWatts) else {
            return .powerUnknown
        }
        if miner.powerIsEstimated, !acceptsEstimatedPower { return .powerEstimated }
        if power < max(1, leastPowerWatts) { return .belowMinimumPower }
        if miner.isOtherAlgorithm { return .otherAlgorithm }
        guard let rate = miner.hashrateTHs, rate.isFinite, rate > 0 else { return .phantomLoad }
        return rate * 1_000 <= Double(CoverProblem.mostHashrateGHs) ? nil : .unreadableTelemetry
    }
}
