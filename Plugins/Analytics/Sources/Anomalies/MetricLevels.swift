import Glibc

/// One metric of every miner, set beside its own usual level and beside what its neighbours did in the same hour. Pure.
struct MetricLevels: Sendable {
    let metric: AnomalyMetric
    /// Usual level of each miner, as a logarithm for relative metrics; NaN where too little is known.
    private(set) var usual: [Double]
    /// Change against the usual level, hour by hour.
    private(set) var changes: Grid
    /// The median change of each group, hour by hour; NaN where too few ran.
    private(set) var groupChanges: Grid
    /// What is left of the change when the group's is taken off.
    private(set) var residuals: Grid
    /// Spread of each miner's residuals.
    private(set) var deviation: [Double]
    /// Since when a fault is held open for the miner, as a column.
    let heldSince: [Int?]

    init(_ metric: AnomalyMetric, _ window: FleetWindow, _ states: HourStates, _ groups: PeerGroups, _ parameters: AnomalyParameters) {
        self.metric = metric
        let count = window.miners.count
        let baseline = 0..<max(0, window.hours - parameters.guardHours)
        usual = Array(repeating: .nan, count: count)
        deviation = usual
        changes = Grid(rows: count, columns: window.hours)
        residuals = changes
        groupChanges = Grid(rows: groups.members.count, columns: window.hours)
        heldSince = window.miners.map { $0.held[metric]?.since }
        for row in 0..<count {
            for hour in 0..<window.hours where states[row, hour] == .running {
                changes[row, hour] = Self.value(metric, window, row, hour)
            }
            usual[row] = Self.usual(changes.row(row), baseline, window.miners[row].held[metric], metric, parameters)
            for hour in 0..<window.hours { changes[row, hour] -= usual[row] }
        }
        takeOffGroups(groups, hours: window.hours, parameters)
        measureDeviations(groups, baseline, parameters)
    }

    private static func value(_ metric: AnomalyMetric, _ window: FleetWindow, _ row: Int, _ hour: Int) -> Double {
        switch metric {
        case .hashrate: logarithm(window.hashrateTHs[row, hour])
        case .efficiency:
            window.miners[row].powerIsEstimated ? .nan : logarithm(window.powerWatts[row, hour] / window.hashrateTHs[row, hour])
        case .temperature: window.temperatureCelsius[row, hour]
        case .fan: logarithm(window.fanRPM[row, hour])
        }
    }

    private static func logarithm(_ value: Double) -> Double { value > 0 ? log(value) : .nan }

    /// The median of the miner's own hours before a fault that is open; what was usual then, where those have left the window.
    private static func usual(
        _ values: ArraySlice<Double>, _ baseline: Range<Int>, _ held: FleetWindow.Held?, _ metric: AnomalyMetric,
        _ parameters: AnomalyParameters
    ) -> Double {
        let end = min(baseline.upperBound, max(0, held?.since ?? baseline.upperBound))
        var own = Array(values.prefix(end))
        own.removeAll { $0.isNaN }
        if own.count >= parameters.leastUsualHours { return RobustStatistics.median(&own) }
        guard let held, held.expected > 0 else { return .nan }
        return metric.isRelative ? log(held.expected) : held.expected
    }

    private mutating func takeOffGroups(_ groups: PeerGroups, hours: Int, _ parameters: AnomalyParameters) {
        for (group, members) in groups.members.enumerated() {
            for hour in 0..<hours {
                var values = members.map { changes[$0, hour] }
                values.removeAll { $0.isNaN }
                if values.count >= parameters.leastPeers { groupChanges[group, hour] = RobustStatistics.median(&values) }
            }
        }
        for row in usual.indices {
            for hour in 0..<hours {
                let shared = groups.groupOfMiner[row].map { groupChanges[$0, hour] } ?? .nan
                residuals[row, hour] = changes[row, hour] - (shared.isNaN ? 0 : shared)
            }
        }
    }

    /// Own spread, but never below what half of the group has: a miner that was calm by chance is not judged by that.
    private mutating func measureDeviations(_ groups: PeerGroups, _ baseline: Range<Int>, _ parameters: AnomalyParameters) {
        let least = parameters.limits(metric).leastDeviation
        for row in usual.indices {
            let end = min(baseline.upperBound, max(0, heldSince[row] ?? baseline.upperBound))
            let own = residuals.row(row, 0..<end)
            deviation[row] = RobustStatistics.deviation(of: own, around: 0)
        }
        let typical = groups.members.map { members in RobustStatistics.median(of: members.map { deviation[$0] }) }
        for row in usual.indices {
            let group = groups.groupOfMiner[row].map { typical[$0] } ?? .nan
            let own = deviation[row].isNaN ? group : deviation[row]
            deviation[row] = max(least, max(own.isNaN ? least : own, group.isNaN ? 0 : group))
        }
    }

    /// A level in the metric's own unit.
    func inUnits(_ level: Double) -> Double { metric.isRelative ? exp(level) : level }
}
