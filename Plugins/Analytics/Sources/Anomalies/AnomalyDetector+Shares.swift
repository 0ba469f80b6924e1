/// What pools tell: shares that they refuse, and which pool it is.
extension AnomalyDetector {
    private func rejectShare(_ row: Int) -> Double {
        let miner = window.miners[row]
        guard let shares = miner.shares, let rejected = miner.rejectedShares, shares >= parameters.leastShares else { return .nan }
        return rejected / shares
    }

    /// Miners with more refused shares than chance gives them beside their neighbours; a site of which the median has too many.
    mutating func examineShares() {
        var told: Set<Int> = []
        for site in groups.sites {
            let shares = site.members.map(rejectShare).filter { !$0.isNaN }
            guard shares.count >= parameters.leastPeers else { continue }
            let median = RobustStatistics.median(of: shares)
            guard median >= parameters.rejectShare else { continue }
            told.formUnion(site.members)
            findings.append(
                Anomaly(
                    subject: .site(site.id), kind: .siteRejects, hoursAgo: 1, score: median / parameters.rejectShare,
                    observed: median * 100, expected: parameters.rejectShare * 100, miners: shares.count))
        }
        let shared = groups.members.map { members in RobustStatistics.median(of: members.map(rejectShare)) }
        for row in window.miners.indices where !told.contains(row) {
            let share = rejectShare(row)
            guard !share.isNaN, let shares = window.miners[row].shares else { continue }
            let usual = groups.groupOfMiner[row].map { shared[$0] } ?? .nan
            let expected = max(usual.isNaN ? 0 : usual, 0.002)
            let score = (share - expected) * shares / (expected * shares).squareRoot()
            guard share >= max(parameters.rejectShare, 2 * expected), score >= parameters.rejectScore else { continue }
            findings.append(
                Anomaly(
                    subject: .miner(window.miners[row].id), kind: .rejectsHigh, hoursAgo: 1, score: score, observed: share * 100,
                    expected: expected * 100, neighbours: usual.isNaN ? nil : usual * 100))
        }
    }

    /// Miners that work for another pool or account than before while most of their client's machines stayed.
    mutating func examinePools() {
        var byClient: [Int64: [Int]] = [:]
        for (row, miner) in window.miners.enumerated() where miner.pool != nil && miner.usualPool != nil {
            byClient[miner.client, default: []].append(row)
        }
        for (_, rows) in byClient.sorted(by: { $0.key < $1.key }) {
            let moved = rows.filter { window.miners[$0].pool != window.miners[$0].usualPool }
            guard rows.count < parameters.leastPeers || moved.count * 2 < rows.count else { continue }
            for row in moved {
                let miner = window.miners[row]
                findings.append(
                    Anomaly(
                        subject: .miner(miner.id), kind: .poolChanged, hoursAgo: 1, score: 1, observed: 0, expected: 0,
                        detail: "\(miner.usualPool ?? "") → \(miner.pool ?? "")"))
            }
        }
    }
}
