import PluginKit

/// The fetching of histories: each once a day from the provider that has it. Pure.
struct HistoryRound: Sendable {
    /// What is stored of a history.
    struct Known: Equatable, Sendable {
        var askedAt: Timestamp
        /// When an answer could last be used.
        var collectedAt: Timestamp?

        /// Whether it has not been renewed for days.
        func isStale(now: Timestamp) -> Bool {
            collectedAt.map { Staleness.ageSeconds($0, now: now) > MarketHistory.staleSeconds } ?? true
        }

        /// Whether to ask again: so long after an answer that could be used, or after one that could not. A clock that was set back asks too.
        func isDue(lifetimeSeconds: Double, retrySeconds: Double, now: Timestamp) -> Bool {
            guard askedAt <= now else { return true }
            let isCollected = collectedAt.map { $0 >= askedAt } ?? false
            return Staleness.ageSeconds(askedAt, now: now) >= (isCollected ? lifetimeSeconds : retrySeconds)
        }
    }

    private let now: Timestamp
    private var known: [MarketHistory: Known]
    /// When each could be used before this round.
    private let collectedBefore: [MarketHistory: Timestamp]
    private var changed: Set<MarketHistory> = []
    private(set) var points: [MarketHistory: [HistoryPoint]] = [:]
    private(set) var failures: [ProviderFailure] = []

    init(_ known: [MarketHistory: Known], now: Timestamp) {
        (self.known, self.now) = (known, now)
        collectedBefore = known.compactMapValues(\.collectedAt)
    }

    /// From the rows of `histories_now`; a history that is no longer known is passed over.
    init(_ rows: Rows, now: Timestamp) throws(PluginError) { self.init(try Self.known(rows), now: now) }

    /// What is stored, by history.
    static func known(_ rows: Rows) throws(PluginError) -> [MarketHistory: Known] {
        var known: [MarketHistory: Known] = [:]
        for row in rows {
            guard let history = MarketHistory(rawValue: try row["series"]) else { continue }
            known[history] = Known(askedAt: try row["asked_at"], collectedAt: try row.timestamp("collected_at"))
        }
        return known
    }

    /// What to ask now: what nobody asked for yet, what has had its day, what failed some hours ago.
    var queries: [MarketQuery] {
        MarketHistory.allCases.filter { history in
            known[history]?.isDue(
                lifetimeSeconds: MarketHistory.lifetimeSeconds, retrySeconds: MarketHistory.retrySeconds, now: now) ?? true
        }.map(\.query)
    }

    /// Takes what came of a query. One that was held back was not asked.
    mutating func take(_ query: MarketQuery, _ outcome: Result<[HistoryPoint], ProviderFailure>) {
        guard let history = MarketHistory.allCases.first(where: { $0.query == query }) else { return }
        switch outcome {
        case .success(let found):
            points[history] = found
            known[history] = Known(askedAt: now, collectedAt: now)
        case .failure(let failure):
            guard failure.code != .budgetSpent, failure.code != .resting else { return }
            failures.append(failure)
            known[history] = Known(askedAt: now, collectedAt: known[history]?.collectedAt)
        }
        changed.insert(history)
    }

    /// What is stored of each history that was asked for.
    var answers: [AnswerRows] {
        MarketHistory.allCases.compactMap { history in
            guard changed.contains(history) else { return nil }
            let asked = Database.Call("histories_write", Self.row(history, collectedAt: known[history]?.collectedAt, now: now))
            guard let points = points[history], !points.isEmpty else {
                return AnswerRows(source: history.query.source, content: .history, count: 0, calls: [asked], inVain: nil)
            }
            return AnswerRows(
                source: history.query.source, content: .history, count: points.count,
                calls: [asked, Database.Call("history_points_write", Self.rows(history, points))],
                inVain: Database.Call("histories_write", Self.row(history, collectedAt: collectedBefore[history], now: now)))
        }
    }

    private static func row(_ history: MarketHistory, collectedAt: Timestamp?, now: Timestamp) -> Value {
        Value.json { json in
            json.array { json in
                json.object { json in
                    json.field("series", history.rawValue)
                    json.field("source", history.query.source.rawValue)
                    json.field("asked_at", now)
                    json.field("collected_at", collectedAt)
                }
            }
        }
    }

    private static func rows(_ history: MarketHistory, _ points: [HistoryPoint]) -> Value {
        Value.json { json in
            json.array { json in
                for point in points {
                    json.object { json in
                        json.field("series", history.rawValue)
                        json.field("recorded_at", point.at)
                        json.field("value", point.value)
                        json.field("height", point.height)
                        json.field("change_percent", point.changePercent)
                    }
                }
            }
        }
    }
}
