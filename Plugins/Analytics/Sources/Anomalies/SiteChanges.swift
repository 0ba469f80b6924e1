/// The changes of a site's miners, sorted once for each hour, so that the median of all but a rack's is found without sorting the others again: a
/// site of 3,000 miners has more than a hundred racks. Pure.
struct SiteChanges: Sendable {
    /// The known changes of each hour, rising.
    private var sorted: [[Double]] = []
    /// Where each miner's change stands among them, by hour; -1 of one that is not known.
    private var ranks: [[Int]] = []
    /// The places of the miners in `ranks`, by their positions in the window.
    private let places: [Int: Int]

    init(_ levels: MetricLevels, _ members: [Int], hours: Int) {
        places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
        for hour in 0..<hours {
            let known = members.indices.map { (change: levels.changes[members[$0], hour], place: $0) }.filter { !$0.change.isNaN }
                .sorted { $0.change < $1.change }
            var ranks = Array(repeating: -1, count: members.count)
            for (rank, one) in known.enumerated() { ranks[one.place] = rank }
            sorted.append(known.map(\.change))
            self.ranks.append(ranks)
        }
    }

    /// The median change of all but these, hour by hour; NaN where fewer than `least` are left.
    func medians(without members: [Int], least: Int) -> [Double] {
        let left = members.compactMap { places[$0] }
        return sorted.indices.map { hour in
            let taken = left.map { ranks[hour][$0] }.filter { $0 >= 0 }.sorted()
            let count = sorted[hour].count - taken.count
            guard count >= max(1, least) else { return .nan }
            func value(_ position: Int) -> Double {
                var rank = position
                for one in taken {
                    guard one <= rank else { break }
                    rank += 1
                }
                return sorted[hour][rank]
            }
            return count % 2 == 1 ? value(count / 2) : (value(count / 2 - 1) + value(count / 2)) / 2
        }
    }
}
