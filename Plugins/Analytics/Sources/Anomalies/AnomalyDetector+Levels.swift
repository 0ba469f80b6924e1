import Glibc

extension AnomalyDetector {
    /// Where a miner's metric stands now.
    private struct Standing {
        var level: Double
        var residual: Double
        var sum: CumulativeSum
        /// Mean residual since the sum left zero.
        var meanSinceStart: Double
    }

    /// Tells each miner whose level left its usual, fast or slowly, or lies far from its model's; what its rack as a whole does is the rack's.
    mutating func examineLevels(_ levels: MetricLevels, changedRacks: Set<Int>) {
        let limits = parameters.limits(levels.metric)
        let latest = window.miners.indices.map { latestHours(levels, $0) }
        // The level of the last day, for the model's comparison: by the nameplate, so that chains of modules compare.
        let standing = window.miners.indices.map { row in dayLevel(levels, row) }
        let models = modelMedians { standing[$0] }
        let rackOffsets = examineOddRacks(levels.metric, standing, models, changed: changedRacks)
        for row in window.miners.indices {
            let model = models[row].map { modelInUnits(levels.metric, row, $0.median) }
            if let change = ownChange(levels, limits, row, latest[row]) {
                append(levels, row, change, model: model)
            } else if let model = models[row],
                let excess = modelExcess(levels.metric, row, standing[row], model, ofRack: rackOffsets[row] ?? 0)
            {
                findings.append(
                    Anomaly(
                        subject: .miner(window.miners[row].id), kind: levels.metric.kind, hoursAgo: parameters.guardHours, score: excess,
                        observed: modelInUnits(levels.metric, row, standing[row]),
                        expected: modelInUnits(levels.metric, row, model.median), neighbours: nil,
                        model: modelInUnits(levels.metric, row, model.median)))
            }
        }
    }

    /// The newest running hours, newest first; none if the miner does not run now.
    private func latestHours(_ levels: MetricLevels, _ row: Int) -> [Int] {
        var hours: [Int] = []
        var hour = window.hours - 1
        let oldest = window.hours - 3 * parameters.recentHours
        while hour >= max(0, oldest), hours.count < parameters.recentHours {
            if !levels.residuals[row, hour].isNaN { hours.append(hour) }
            hour -= 1
        }
        return hours.count == parameters.recentHours ? hours : []
    }

    private func ownChange(
        _ levels: MetricLevels, _ limits: AnomalyParameters.Limits, _ row: Int, _ latest: [Int]
    ) -> (change: Double, score: Double, since: Int, hours: [Int])? {
        guard !latest.isEmpty, !levels.usual[row].isNaN else { return nil }
        let residual = RobustStatistics.median(of: latest.map { levels.residuals[row, $0] })
        let direction = direction(levels.metric, residual)
        guard direction * residual > 0 else { return nil }
        // What is held open ends well below what opened it, so that it does not open and close at the limit.
        let ease = levels.heldSince[row] == nil ? 1.0 : 0.6
        let score = abs(residual) / levels.deviation[row]
        if score >= ease * limits.levelScore, abs(residual) >= ease * limits.levelChange {
            return (residual, score, since(levels, row, residual), latest)
        }
        let sum = cumulativeSum(levels, row, direction)
        guard sum.value >= ease * limits.sumLimit, let start = sum.startedAt else { return nil }
        let mean = RobustStatistics.median(of: levels.residuals.row(row, start..<window.hours))
        guard direction * mean >= ease * limits.sumChange else { return nil }
        // It must still hold now: what is over is not told.
        guard abs(residual) >= 0.5 * ease * limits.sumChange else { return nil }
        return (mean, sum.value / limits.sumLimit * limits.levelScore, start, Array(start..<window.hours))
    }

    /// Bad is down for the hashrate, up for efficiency and heat, either for fans.
    private func direction(_ metric: AnomalyMetric, _ residual: Double) -> Double {
        switch metric {
        case .hashrate: -1
        case .efficiency, .temperature: 1
        case .fan: residual < 0 ? -1 : 1
        }
    }

    private func cumulativeSum(_ levels: MetricLevels, _ row: Int, _ direction: Double) -> CumulativeSum {
        var sum = CumulativeSum()
        for hour in 0..<window.hours {
            sum.add(
                direction * levels.residuals[row, hour] / levels.deviation[row], at: hour, slack: parameters.sumSlack,
                clip: parameters.sumClip)
        }
        return sum
    }

    /// Back from now as long as more than half of the change was there, one odd hour in between allowed.
    private func since(_ levels: MetricLevels, _ row: Int, _ change: Double) -> Int {
        var (hour, since, odd) = (window.hours - 1, window.hours - 1, 0)
        while hour >= 0, odd < 2 {
            let residual = levels.residuals[row, hour]
            if !residual.isNaN {
                if residual * (change < 0 ? -1 : 1) >= abs(change) / 2 { (since, odd) = (hour, 0) } else { odd += 1 }
            }
            hour -= 1
        }
        return since
    }

    private mutating func append(
        _ levels: MetricLevels, _ row: Int, _ change: (change: Double, score: Double, since: Int, hours: [Int]), model: Double?
    ) {
        let group = groups.groupOfMiner[row]
        let shared = group.map { group in RobustStatistics.median(of: change.hours.map { levels.groupChanges[group, $0] }) } ?? .nan
        let observed = RobustStatistics.median(of: change.hours.map { levels.changes[row, $0] }) + levels.usual[row]
        findings.append(
            Anomaly(
                subject: .miner(window.miners[row].id), kind: levels.metric.kind, hoursAgo: window.hours - change.since,
                score: change.score, observed: levels.inUnits(observed), expected: levels.inUnits(levels.usual[row]),
                neighbours: shared.isNaN ? nil : levels.metric.isRelative ? (exp(shared) - 1) * 100 : shared, model: model))
    }

    /// The level of the last day, as a share of the nameplate for the hashrate; NaN of fewer than a third of its hours.
    private func dayLevel(_ levels: MetricLevels, _ row: Int) -> Double {
        let values = levels.changes.row(row, (window.hours - parameters.guardHours)..<window.hours).filter { !$0.isNaN }
        guard values.count >= parameters.guardHours / 3 else { return .nan }
        let level = RobustStatistics.median(of: values) + levels.usual[row]
        return levels.metric == .hashrate ? level - log(window.miners[row].nameplateTHs) : level
    }

    private func modelInUnits(_ metric: AnomalyMetric, _ row: Int, _ level: Double) -> Double {
        switch metric {
        case .hashrate: exp(level) * window.miners[row].nameplateTHs
        case .efficiency, .fan: exp(level)
        case .temperature: level
        }
    }

    /// By how many deviations a miner lies on the wrong side of its model, what its rack does taken off; nil if not far
    /// enough. Efficiency and fans differ by setting.
    private func modelExcess(
        _ metric: AnomalyMetric, _ row: Int, _ level: Double, _ model: (median: Double, deviation: Double), ofRack offset: Double
    ) -> Double? {
        guard !level.isNaN else { return nil }
        switch metric {
        case .hashrate:
            // A miner on a power limit is slower and needs less a terahash; one that lost a board needs as much.
            guard !isFrugal(row) else { return nil }
            let (change, deviation) = (model.median - level - offset, max(model.deviation, parameters.hashrate.leastDeviation))
            let least = max(-log(1 - parameters.modelHashrateChange), parameters.modelScore * deviation)
            return change >= least ? change / deviation : nil
        case .temperature:
            let (change, deviation) = (level - model.median - offset, max(model.deviation, parameters.temperature.leastDeviation))
            return change >= parameters.modelTemperatureChange && change >= parameters.modelScore * deviation ? change / deviation : nil
        case .efficiency, .fan: return nil
        }
    }

    /// Whether the miner needs less a terahash than its nameplate, in the last day.
    func isFrugal(_ row: Int) -> Bool {
        let miner = window.miners[row]
        guard !miner.powerIsEstimated else { return false }
        let hours = (window.hours - parameters.guardHours)..<window.hours
        let ratios = hours.filter { states[row, $0] == .running }.map { window.powerWatts[row, $0] / window.hashrateTHs[row, $0] }
        let own = RobustStatistics.median(of: ratios)
        return own <= parameters.frugalShare * miner.nameplateWatts / miner.nameplateTHs
    }
}
