/// The asking of one metric's sources in their order, until enough agree or none is left. Pure.
struct FailoverRound: Sendable {
    let metric: MarketMetric
    /// A value of an earlier round that is still worth comparing with.
    let previous: Double?
    private var remaining: ArraySlice<MarketQuery>
    private var votes: [MarketConsensus.Vote] = []
    private(set) var failures: [ProviderFailure] = []

    /// - Parameter isAsked: Whether a source may be asked at all, such as one that wants a key.
    init(_ metric: MarketMetric, previous: Double?, isAsked: (MarketSource) -> Bool = { _ in true }) {
        self.metric = metric
        self.previous = previous
        remaining = metric.queries.filter { isAsked($0.source) }[...]
    }

    /// The queries to ask now, all at once; empty when the round is over.
    mutating func next() -> [MarketQuery] {
        let missing = metric.wantedSources - agreeing
        guard missing > 0 else { return [] }
        let queries = Array(remaining.prefix(missing))
        remaining = remaining.dropFirst(queries.count)
        return queries
    }

    /// Takes what came of a query.
    mutating func take(_ query: MarketQuery, _ outcome: Result<[MarketObservation], ProviderFailure>) {
        switch outcome {
        case .success(let observations):
            guard let observation = observations.first(where: { $0.metric == metric }) else { return }
            votes.append(MarketConsensus.Vote(source: query.source, observation: observation))
        case .failure(let failure): failures.append(failure)
        }
    }

    /// What the values come to so far; nil if none can be believed.
    var verdict: MarketVerdict? {
        let order = metric.queries.map(\.source)
        let ordered = votes.sorted { (order.firstIndex(of: $0.source) ?? 0) < (order.firstIndex(of: $1.source) ?? 0) }
        return MarketConsensus.verdict(ordered, metric: metric, previous: previous)
    }

    /// What sources said that most others contradict; empty where nobody knows who is right.
    var contradictions: [ProviderFailure] {
        guard let verdict, verdict.agreeing > 1 else { return [] }
        return votes.filter { verdict.outliers.contains($0.source) }.map { vote in
            ProviderFailure(
                vote.source, .implausible,
                "\(metric.rawValue) is \(vote.observation.value) where \(verdict.agreeing) others say \(verdict.value).")
        }
    }

    private var agreeing: Int { verdict?.agreeing ?? 0 }
}
