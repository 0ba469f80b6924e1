import PluginKit

/// One source's answer to one question, renewed from time to time: when it was asked for, when it came, and what kept it. Pure.
struct RenewedAnswer: Sendable {
    let query: MarketQuery
    private let now: Timestamp
    private(set) var known: HistoryRound.Known?
    /// When an answer could be used before this round.
    private let collectedBefore: Timestamp?
    private(set) var failure: ProviderFailure?
    private var isAsked = false

    init(_ query: MarketQuery, _ known: HistoryRound.Known?, now: Timestamp) {
        (self.query, self.known, self.now) = (query, known, now)
        collectedBefore = known?.collectedAt
    }

    /// From the only row that is stored, if there is one.
    init(_ query: MarketQuery, _ row: Row?, now: Timestamp) throws(PluginError) {
        let known = try row.map { row throws(PluginError) in
            HistoryRound.Known(askedAt: try row["asked_at"], collectedAt: try row.timestamp("collected_at"))
        }
        self.init(query, known, now: now)
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

    /// What is stored by `statement`: when it was asked for and came, and what `writeAnswer` adds; nil where nothing was asked.
    func rows(_ statement: String, _ content: AnswerRows.Content, _ writeAnswer: (inout JSONWriter) -> Void) -> AnswerRows? {
        guard isAsked, let known else { return nil }
        let inVain = failure == nil ? Database.Call(statement, row(collectedAt: collectedBefore) { _ in }) : nil
        return AnswerRows(
            source: query.source, content: content, count: failure == nil ? 1 : 0,
            calls: [Database.Call(statement, row(collectedAt: known.collectedAt, writeAnswer))], inVain: inVain)
    }

    private func row(collectedAt: Timestamp?, _ writeAnswer: (inout JSONWriter) -> Void) -> Value {
        Value.json { json in
            json.object { json in
                json.field("source", query.source.rawValue)
                json.field("asked_at", now)
                json.field("collected_at", collectedAt)
                writeAnswer(&json)
            }
        }
    }
}
