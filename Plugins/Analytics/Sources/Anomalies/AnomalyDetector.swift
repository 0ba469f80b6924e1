/// Looks at a fleet's window and tells what is odd in it. Pure: the same window gives the same findings.
///
/// A miner is compared with itself (its usual level in the hours before), with its neighbours (whose change in the same hours is taken off,
/// so that heat, a curtailment or a network's fault is not told of each) and with its model (machines of one name in sight). Levels are
/// medians and spreads median absolute deviations; small lasting changes are found by cumulative sums. What half of a site does is one
/// finding of the site, what half of a rack does one of the rack.
package struct AnomalyDetector: Sendable {
    let window: FleetWindow
    let parameters: AnomalyParameters
    let states: HourStates
    let groups: PeerGroups
    /// Of the miners, by their numbers.
    private let rows: [Int64: Int]
    var findings: [Anomaly] = []

    private init(_ window: FleetWindow, _ parameters: AnomalyParameters) {
        self.window = window
        self.parameters = parameters
        states = HourStates(window, parameters)
        groups = PeerGroups(window.miners, least: parameters.leastPeers)
        rows = Dictionary(window.miners.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The findings at the window's end, one for each subject and kind.
    package static func examine(_ window: FleetWindow, _ parameters: AnomalyParameters = AnomalyParameters()) -> [Anomaly] {
        guard window.hours > parameters.guardHours, !window.miners.isEmpty else { return [] }
        var detector = AnomalyDetector(window, parameters)
        detector.examineSites()
        detector.examineSilentRacks()
        for metric in AnomalyMetric.allCases {
            let levels = MetricLevels(metric, window, detector.states, detector.groups, parameters)
            var changedRacks: Set<Int> = []
            if metric == .hashrate || metric == .temperature {
                detector.examineSites(levels)
                changedRacks = detector.examineChangedRacks(levels)
            }
            detector.examineLevels(levels, changedRacks: changedRacks)
            if metric == .hashrate { detector.examineDips(levels) }
        }
        detector.examineDrift()
        detector.examineSensors()
        detector.examinePhantomLoad()
        detector.examineShares()
        detector.examinePools()
        return detector.ordered()
    }

    /// Without what another finding of the same miner explains, and with the rack that the neighbours are of.
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
        }.map(named)
    }

    private func named(_ finding: Anomaly) -> Anomaly {
        guard case .miner(let id) = finding.subject, finding.neighbours != nil, let row = rows[id], let group = groups.groupOfMiner[row]
        else {
            return finding
        }
        var named = finding
        named.neighboursRack = groups.rackOfGroup[group]
        return named
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
