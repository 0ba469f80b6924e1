import Glibc

/// What a whole rack does while the rest of its site does not: one finding of the rack and none of its miners, which are compared with each other.
extension AnomalyDetector {
    private func isTold(_ kind: AnomalyKind, ofSite site: Int64) -> Bool {
        findings.contains { $0.subject == .site(site) && $0.kind == kind }
    }

    /// Racks of which half and more fell silent, unless the site did.
    mutating func examineSilentRacks() {
        for rack in groups.racks where !isTold(.siteSilent, ofSite: rack.site) {
            let shares = (0..<window.hours).map { Double(states.count(rack.members, $0, .silent)) / Double(rack.members.count) }
            let usualShare = RobustStatistics.median(of: shares.prefix(window.hours - parameters.guardHours))
            guard usualShare < parameters.rackShare, let last = shares.last, last >= parameters.rackShare else { continue }
            findings.append(
                Anomaly(
                    subject: rack.subject, kind: .rackSilent, hoursAgo: shares.reversed().prefix { $0 >= parameters.rackShare }.count,
                    score: last / max(usualShare, 0.01), observed: last * 100, expected: usualShare * 100,
                    miners: Int((last * Double(rack.members.count)).rounded())))
        }
    }

    /// Racks that are slower or hotter beside the rest of their site than they used to be. Gives them, as positions among the racks.
    mutating func examineChangedRacks(_ levels: MetricLevels) -> Set<Int> {
        let isHot = levels.metric == .temperature
        let limit = isHot ? parameters.rackHotCelsius : -log(1 - parameters.rackSlowChange)
        var told: Set<Int> = []
        var sites: [Int64: SiteChanges] = [:]
        for site in groups.sites where groups.racks.contains(where: { $0.site == site.id }) {
            sites[site.id] = SiteChanges(levels, site.members, hours: window.hours)
        }
        for (position, rack) in groups.racks.enumerated() where !isTold(isHot ? .siteHot : .siteSlow, ofSite: rack.site) {
            guard let rest = sites[rack.site]?.medians(without: rack.members, least: parameters.leastPeers) else { continue }
            let own = medianChanges(levels, rack.members)
            let beyond = beyondUsual(zip(own, rest).map { $0 - $1 }, levels.metric)
            // As of a miner: what a curtailment interrupts is not over.
            guard let excess = lasting(beyond, within: 3 * parameters.recentHours), excess >= limit else { continue }
            let shared = RobustStatistics.median(of: rest.suffix(parameters.siteHours))
            let expected = RobustStatistics.median(of: rack.members.map { levels.usual[$0] }) + shared
            let hours = beyond.reversed().prefix { $0 >= limit / 2 }.count
            told.insert(position)
            findings.append(
                Anomaly(
                    subject: rack.subject, kind: isHot ? .rackHot : .rackSlow, hoursAgo: max(hours, parameters.siteHours),
                    score: excess / limit, observed: isHot ? expected + excess : exp(-excess) * 100, expected: isHot ? expected : 100,
                    neighbours: isHot ? shared : (exp(shared) - 1) * 100, miners: rack.members.count))
        }
        return told
    }

    /// By how much each miner's rack as a whole lies on the wrong side of the models, so that none of its miners is told for that; 0 where the rack is
    /// not told of. A rack that lies as far from machines of its models elsewhere in its site as a miner must is told here, however long it has been so.
    mutating func examineOddRacks(
        _ metric: AnomalyMetric, _ standing: [Double], _ models: [Int: (median: Double, deviation: Double)], changed: Set<Int>
    ) -> [Int: Double] {
        let isHot = metric == .temperature
        guard isHot || metric == .hashrate else { return [:] }
        let limit = isHot ? parameters.modelTemperatureChange : -log(1 - parameters.modelHashrateChange)
        let wrong: Double = isHot ? 1 : -1
        var offsets: [Int: Double] = [:]
        for (position, rack) in groups.racks.enumerated() {
            let compared = rack.members.filter { models[$0] != nil && !standing[$0].isNaN && (isHot || !isFrugal($0)) }
            guard compared.count >= parameters.leastPeers, compared.count * 2 >= rack.members.count else { continue }
            let offset = wrong * offsetElsewhere(compared, rack, standing)
            guard changed.contains(position) || offset >= limit else { continue }
            let shift = RobustStatistics.median(of: compared.map { wrong * (standing[$0] - (models[$0]?.median ?? .nan)) })
            for row in rack.members { offsets[row] = max(0, shift) }
            guard !changed.contains(position) else { continue }
            let level = RobustStatistics.median(of: compared.map { standing[$0] })
            findings.append(
                Anomaly(
                    subject: rack.subject, kind: isHot ? .rackHot : .rackSlow, hoursAgo: parameters.guardHours, score: offset / limit,
                    observed: isHot ? level : exp(-offset) * 100, expected: isHot ? level - offset : 100,
                    model: isHot ? level - offset : 100, miners: rack.members.count))
        }
        return offsets
    }

    /// How far the members of a rack lie from machines of their models elsewhere in the site; NaN where those are too few. Another site may have
    /// another climate, which is no rack's.
    private func offsetElsewhere(_ members: [Int], _ rack: PeerGroups.Rack, _ standing: [Double]) -> Double {
        let inside = Set(rack.members)
        var offsets: [Double] = []
        for model in groups.models {
            let own = members.filter { window.miners[$0].model == window.miners[model[0]].model }
            guard !own.isEmpty else { continue }
            let elsewhere = model.filter { window.miners[$0].site == rack.site && !inside.contains($0) && !standing[$0].isNaN }
            guard elsewhere.count >= parameters.leastPeers else { continue }
            let median = RobustStatistics.median(of: elsewhere.map { standing[$0] })
            offsets += own.map { standing[$0] - median }
        }
        return offsets.count >= parameters.leastPeers ? RobustStatistics.median(of: offsets) : .nan
    }
}
