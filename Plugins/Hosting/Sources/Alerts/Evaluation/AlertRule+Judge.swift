extension AlertRule {
    /// Judges one miner by what is known of it. Pure.
    func judge(_ miner: MinerCondition) -> AlertVerdict {
        guard miner.status == "active" else { return .exempt }
        switch kind {
        case .noData: return noData(miner)
        case .offline: return offline(miner)
        case .temperature: return temperature(miner)
        case .lowHashrate: return rate(miner, of: miner.nameplateHashrateTHs)
        case .belowOwnMean: return rate(miner, of: miner.meanHashrateTHs ?? 0)
        case .fan: return fan(miner)
        }
    }

    /// States in which the last reading is not one of now.
    private static let silent: Set<String> = ["stale", "never_seen", "unreachable", "refusing", "malformed"]

    private func noData(_ miner: MinerCondition) -> AlertVerdict {
        switch miner.state {
        case "stale": .breached(value: nil, since: miner.observedAt)
        case "never_seen": .unknown
        default: .clear
        }
    }

    private func offline(_ miner: MinerCondition) -> AlertVerdict {
        switch miner.state {
        case "stale", "never_seen": .unknown
        case "paused": miner.overdueSince.map { .breached(value: nil, since: $0) } ?? .exempt
        // Who refuses connections or answers what cannot be read is no more at work than who is silent.
        case "unreachable", "refusing", "malformed": miner.isCurtailed ? .exempt : .breached(value: nil, since: miner.stateSince)
        default: .clear
        }
    }

    // A sleeping miner that is hot all the same is told: something about it burns.
    private func temperature(_ miner: MinerCondition) -> AlertVerdict {
        guard !AlertRule.silent.contains(miner.state), let celsius = miner.temperatureCelsius else { return .unknown }
        return celsius >= threshold ? .breached(value: celsius, since: nil) : .clear
    }

    private func rate(_ miner: MinerCondition, of expected: Double) -> AlertVerdict {
        if miner.isCurtailed || miner.state == "paused" && miner.overdueSince == nil { return .exempt }
        // A miner that still sleeps when it should be awake hashes nothing, also where it tells no rate.
        let measured = miner.overdueSince == nil ? miner.hashrateTHs : 0
        guard !AlertRule.silent.contains(miner.state), let rate = measured else { return .unknown }
        guard expected > 0, rate < expected * threshold / 100 else { return .clear }
        return .breached(value: rate / expected * 100, since: nil)
    }

    private func fan(_ miner: MinerCondition) -> AlertVerdict {
        // Fans of a sleeping miner stand still as they should.
        if !miner.hasFans || miner.state == "paused" || miner.isCurtailed { return .exempt }
        guard !AlertRule.silent.contains(miner.state), let rpm = miner.slowestFanRpm else { return .unknown }
        return rpm < threshold ? .breached(value: rpm, since: nil) : .clear
    }
}
