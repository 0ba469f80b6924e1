/// Which of several sources' values to believe. Pure.
///
/// With three values or more those are believed that lie within the metric's tolerance of the median, if they are more than half. Two that
/// agree are believed. One alone, or two that contradict each other, are believed where they lie near the value of the round before; without
/// one, one alone is believed and two that contradict each other are not.
enum MarketConsensus {
    /// One source's value.
    struct Vote: Equatable, Sendable {
        let source: MarketSource
        let observation: MarketObservation
    }

    /// The verdict over votes in the order in which their sources are trusted; nil if none can be believed.
    ///
    /// - Parameter previous: The value of an earlier round that is still worth comparing with; nil if there is none.
    static func verdict(_ votes: [Vote], metric: MarketMetric, previous: Double?) -> MarketVerdict? {
        guard !votes.isEmpty else { return nil }
        let middle = median(votes.map(\.observation.value))
        let (near, far) = split(votes) { isWithin(metric.tolerance, of: middle, $0) }
        if votes.count >= 3 ? near.count * 2 > votes.count : votes.count == 2 && near.count == 2 { return verdict(near, outliers: far) }
        guard let previous else { return votes.count == 1 ? verdict(votes, outliers: []) : nil }
        let (believed, doubted) = split(votes) { isWithin(metric.believedAlone, of: previous, $0) }
        // Of those that contradict each other the nearest to what was true before.
        guard let nearest = believed.min(by: { abs($0.observation.value - previous) < abs($1.observation.value - previous) }) else {
            return nil
        }
        let others = believed.filter { $0 != nearest }
        return verdict([nearest], outliers: others + doubted)
    }

    /// The median; of an even number the mean of the middle two. NaN of none.
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
    }

    /// Whether a value lies within a share of a centre.
    static func isWithin(_ share: Double, of center: Double, _ value: Double) -> Bool {
        share == .infinity || abs(value - center) <= share * abs(center)
    }

    private static func split(_ votes: [Vote], _ isIn: (Double) -> Bool) -> (near: [Vote], far: [Vote]) {
        (votes.filter { isIn($0.observation.value) }, votes.filter { !isIn($0.observation.value) })
    }

    private static func verdict(_ near: [Vote], outliers: [Vote]) -> MarketVerdict {
        MarketVerdict(
            value: near[0].observation.value, source: near[0].source, observedAt: near[0].observation.observedAt, agreeing: near.count,
            outliers: outliers.map(\.source))
    }
}
