/// Looks at a fleet's window and tells what is odd in it. Pure: the same window gives the same findings.
///
/// A miner is compared with itself (its usual level in the hours before), with its neighbours (whose change in the same hours is taken off,
/// so that heat, a curtailment or a network's fault is not told of each) and with its model (machines of one name in sight). Levels are
/// medians and spreads median absolute deviations; small lasting changes are found by cumulative sums. What half of a site does is one
/// finding of the site.
package struct AnomalyDetector: Sendable {
    let window: FleetWindow
    let parameters: AnomalyParameters
    let states: HourStates
    let groups: PeerGroups
    var findings: [Anomaly] = []

    private init(_ window: FleetWindow, _ parameters: AnomalyParameters) {
        self.window = window
        self.parameters = parameters
        states = HourStates(window, parameters)
        groups = PeerGroups(window.miners, least: parameters.leastPeers)
    }

    /// The findings at the window's end, sites first, then miners in the window's order, one for each kind.
    package static func examine(_ window: FleetWindow, _ parameters: AnomalyParameters = AnomalyParameters()) -> [Anomaly] {
        guard window.hours > parameters.guardHours, !window.miners.isEmpty else { return [] }
        var detector = AnomalyDetector(window, parameters)
        detector.examineSites()
        for metric in AnomalyMetric.allCases {
            let levels = MetricLevels(metric, window, detector.states, detector.groups, parameters)
            detector.examineLevels(levels)
            if metric == .hashrate { detector.examineDips(levels) }
            if metric == .hashrate || metric == .temperature { detector.examineSites(levels) }
        }
        detector.examineDrift()
        detector.examineSensors()
        detector.examinePhantomLoad()
        detector.examineShares()
        detector.examinePools()
        return detector.ordered()
    }

    /// Without what another finding of the same miner explains.
    private func ordered() -> [Anomaly] {
        var kinds: [Anomaly.Subject: Set<AnomalyKind>] = [:]
        for finding in findings { kinds[finding.subject, default: []].insert(finding.kind) }
        return findings.filter { finding in
            let others = kinds[finding.subject] ?? []
            switch finding.kind {
            case .efficiencyWorse: return !others.contains(.hashrateLow)
            case .efficiencyDrift: return !others.contains(.hashrateLow) && !others.contains(.efficiencyWorse)
            case .hashrateUnsteady: return !others.contains(.phantomLoad)
            default: return true
            }
        }
    }

    /// The median over those of a miner's model that have a value; nil where they are too few.
    func modelMedians(_ value: (Int) -> Double) -> [Int: (median: Double, deviation: Double)] {
        var result: [Int: (median: Double, deviation: Double)] = [:]
        for members in groups.models {
            let values = members.map(value).filter { !$0.isNaN }
            guard values.count >= parameters.leastPeers else { continue }
            let median = RobustStatistics.median(of: values)
            let deviation = RobustStatistics.deviation(of: values, around: median)
            for member in members { result[member] = (median, deviation) }
        }
        return result
    }
}
