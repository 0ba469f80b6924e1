import Glibc

extension AnomalyDetector {
    /// Sites of which half and more fell silent or asleep: one finding each, of the newest hours.
    mutating func examineSites() {
        for site in groups.sites where site.members.count >= parameters.leastPeers {
            let usual = usualRunning(site.members)
            guard usual >= Double(parameters.leastPeers) else { continue }
            for (kind, state) in [(AnomalyKind.siteSilent, HourStates.State.silent), (.siteStopped, .asleep)] {
                let shares = (0..<window.hours).map { Double(states.count(site.members, $0, state)) / Double(site.members.count) }
                let usualShare = RobustStatistics.median(of: shares.prefix(window.hours - parameters.guardHours))
                guard usualShare < parameters.siteShare, let last = shares.last, last >= parameters.siteShare else { continue }
                let hours = shares.reversed().prefix { $0 >= parameters.siteShare }.count
                findings.append(
                    Anomaly(
                        subject: .site(site.id), kind: kind, hoursAgo: hours, score: last / max(usualShare, 0.01), observed: last * 100,
                        expected: usualShare * 100, miners: Int((last * Double(site.members.count)).rounded())))
            }
        }
    }

    private func usualRunning(_ members: [Int]) -> Double {
        RobustStatistics.median(
            of: (0..<(window.hours - parameters.guardHours)).map { Double(states.count(members, $0, .running)) })
    }

    /// Sites that as a whole are slower, or hotter than at the same hour of the days before.
    mutating func examineSites(_ levels: MetricLevels) {
        for site in groups.sites where site.members.count >= parameters.leastPeers {
            let beyond = beyondUsual(medianChanges(levels, site.members), levels.metric)
            let limit = levels.metric == .temperature ? parameters.siteHotCelsius : -log(1 - parameters.siteSlowChange)
            guard let excess = lasting(beyond, within: parameters.siteHours), excess >= limit else { continue }
            let usual = RobustStatistics.median(of: site.members.map { levels.usual[$0] })
            let hours = beyond.reversed().prefix { $0 >= limit / 2 }.count
            let isHot = levels.metric == .temperature
            findings.append(
                Anomaly(
                    subject: .site(site.id), kind: isHot ? .siteHot : .siteSlow, hoursAgo: max(hours, parameters.siteHours),
                    score: excess / limit, observed: isHot ? usual + excess : exp(-excess) * 100, expected: isHot ? usual : 100,
                    miners: site.members.count))
        }
    }

    /// The median change of the members, hour by hour; NaN where too few ran.
    func medianChanges(_ levels: MetricLevels, _ members: [Int]) -> [Double] {
        (0..<window.hours).map { hour in
            var values = members.map { levels.changes[$0, hour] }
            values.removeAll { $0.isNaN }
            return values.count >= parameters.leastPeers ? RobustStatistics.median(&values) : .nan
        }
    }

    /// How far changes lie on the wrong side: below for a rate, above what they were at the same hour of the days before for heat.
    func beyondUsual(_ changes: [Double], _ metric: AnomalyMetric) -> [Double] {
        changes.indices.map { hour in
            guard metric == .temperature else { return -changes[hour] }
            let sameHour = stride(from: hour - 24, through: 0, by: -24).map { changes[$0] }.filter { !$0.isNaN }
            return changes[hour] - (sameHour.isEmpty ? 0 : RobustStatistics.median(of: sameHour))
        }
    }

    /// The median of the newest known hours; nil where so many of the newest do not have enough of them.
    func lasting(_ beyond: [Double], within hours: Int) -> Double? {
        let newest = beyond.suffix(hours).filter { !$0.isNaN }.suffix(parameters.siteHours)
        return newest.count == parameters.siteHours ? RobustStatistics.median(of: newest) : nil
    }
}
