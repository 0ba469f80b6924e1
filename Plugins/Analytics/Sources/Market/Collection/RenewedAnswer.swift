import PluginKit

/// One source's answer to one question, renewed from time to time: when it was asked for, when it came, and what kept it. Pure.
struct RenewedAnswer: Sendable {
    let query: MarketQuery
    private let now: Timestamp
    private(set) var known: HistoryRound.Known?
    private(set) var failure: ProviderFailure?
    private var isAsked = false

    init(_ query: MarketQuery, _ known: HistoryRound.Known?, now: Timestamp) { (self.query, self.known, self.now) = (query, known, now) }

    /// From the only row that is stored, if there is one.
    init(_ query: MarketQuery, _ row: Row?, now: Timestamp) throws(PluginError) {
        self.init(query, HistoryRound.Known?.none, now: now)
        guard let row else { return }
        known = HistoryRound.Known(askedAt: try row["asked_at"], collectedAt: try row.timestamp("collected_at"))
    }

    /// Whether to ask now: so long after an answer, or after one that could not be used.
    func isDue(lifetimeSeconds: Double, retrySeconds: Double) -> Bool {
        known?.isDue(lifetimeSeconds: lifetimeSeconds, retrySeconds: retrySeconds, now: now) ?? true
    }

    func isStale(after seconds: Double) -> Bool {
        known?.collectedAt.map { Staleness.ageSeconds($0, now: now) > seconds } ?? true
    }

    /// It came, and can be used.
    mutating func came() {
        known = HistoryRound.Known(askedAt: now, collectedAt: now)
        isAsked = true
    }

    /// It did not come, or cannot be used. A question that was held back was not asked.
    mutating func failed(_ failure: ProviderFailure) {
        guard failure.code != .budgetSpent, failure.code != .resting else { return }
        self.failure = failure
        known = HistoryRound.Known(askedAt: now, collectedAt: known?.collectedAt)
        isAsked = true
    }

    /// The row that is stored: when it was asked for and came, and what `writeAnswer` adds; nil where nothing was asked.
    func row(_ writeAnswer: (inout JSONWriter) -> Void) -> Value? {
        guard isAsked, let known else { return nil }
        return Value.json { json in
            json.object { json in
                json.field("source", query.source.rawValue)
                json.field("asked_at", known.askedAt)
                json.field("collected_at", known.collectedAt)
                writeAnswer(&json)
            }
        }
    }
}
