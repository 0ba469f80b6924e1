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
            let changes = (0..<window.hours).map { hour -> Double in
                let values = site.members.map { levels.changes[$0, hour] }.filter { !$0.isNaN }
                return values.count >= parameters.leastPeers ? RobustStatistics.median(of: values) : .nan
            }
            let beyond = (0..<window.hours).map { hour -> Double in
                let sameHour = stride(from: hour - 24, through: 0, by: -24).map { changes[$0] }.filter { !$0.isNaN }
                let usual = sameHour.isEmpty ? 0 : RobustStatistics.median(of: sameHour)
                return levels.metric == .temperature ? changes[hour] - usual : -changes[hour]
            }
            let limit = levels.metric == .temperature ? parameters.siteHotCelsius : -log(1 - parameters.siteSlowChange)
            let excess = RobustStatistics.median(of: beyond.suffix(parameters.siteHours))
            guard excess >= limit, beyond.suffix(parameters.siteHours).allSatisfy({ !$0.isNaN }) else { continue }
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
}
