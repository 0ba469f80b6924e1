import PluginKit

/// The fetching of the newest blocks: every round. Pure.
struct BlocksRound: Sendable {
    /// The only request that has them.
    static let query = MarketQuery.mempoolBlocks
    /// A little less than from round to round.
    private static let lifetimeSeconds = 240.0
    private static let retrySeconds = 900.0
    /// Blocks that have not been renewed for so long are shown as old: some hours without a block happen, some without an answer should not.
    private static let staleSeconds = 3_600.0
    /// Blocks that a list may lie beside the height that is believed: those of some hours without a round.
    private static let mostApart: Int64 = 144

    private let now: Timestamp
    /// What several providers agree on; nil if nobody said.
    private let height: Int64?
    private(set) var known: HistoryRound.Known?
    /// What is stored, or came just now; newest first.
    private(set) var blocks: [MinedBlock] = []
    private(set) var failure: ProviderFailure?
    private var isChanged = false
    private var isNew = false

    init(_ known: HistoryRound.Known?, height: Int64?, now: Timestamp) { (self.known, self.height, self.now) = (known, height, now) }

    /// From the rows of `blocks_now`, of which there is one at most.
    init(_ rows: Rows, height: Int64? = nil, now: Timestamp) throws(PluginError) {
        self.init(nil, height: height, now: now)
        guard let row = rows.first else { return }
        known = HistoryRound.Known(askedAt: try row["asked_at"], collectedAt: try row.timestamp("collected_at"))
        blocks = Self.stored(try row["blocks"])
    }

    /// What to ask now; nil where the answer has not had its time.
    var query: MarketQuery? {
        let isDue = known?.isDue(lifetimeSeconds: Self.lifetimeSeconds, retrySeconds: Self.retrySeconds, now: now) ?? true
        return isDue ? Self.query : nil
    }

    var isStale: Bool { known?.collectedAt.map { Staleness.ageSeconds($0, now: now) > Self.staleSeconds } ?? true }

    /// Takes what came of the query. One that was held back was not asked; blocks of another chain are none.
    mutating func take(_ outcome: Result<[MinedBlock], ProviderFailure>) {
        switch outcome {
        case .success(let found):
            if let newest = found.first, let height, abs(newest.height - height) > Self.mostApart {
                let words = "The newest block is \(newest.height) where others said \(height)."
                return fail(ProviderFailure(Self.query.source, .implausible, words))
            }
            (blocks, isNew) = (found, true)
            known = HistoryRound.Known(askedAt: now, collectedAt: now)
            isChanged = true
        case .failure(let failure):
            guard failure.code != .budgetSpent, failure.code != .resting else { return }
            fail(failure)
        }
    }

    private mutating func fail(_ failure: ProviderFailure) {
        self.failure = failure
        known = HistoryRound.Known(askedAt: now, collectedAt: known?.collectedAt)
        isChanged = true
    }

    /// The row as `blocks_write` takes it, without blocks where none came; nil where nothing was asked.
    var row: Value? {
        guard isChanged, let known else { return nil }
        return Value.json { json in
            json.object { json in
                json.field("source", Self.query.source.rawValue)
                json.field("asked_at", known.askedAt)
                json.field("collected_at", known.collectedAt)
                guard isNew else { return }
                json.array("blocks") { json in
                    for block in blocks {
                        json.object { json in
                            json.field("height", block.height)
                            json.field("mined_micros", block.minedAt.unixMicros)
                            json.field("transactions", block.transactions)
                            json.field("weight", block.weight)
                            json.field("fees_satoshis", block.feesSatoshis)
                            json.field("pool", block.pool)
                        }
                    }
                }
            }
        }
    }

    private static func stored(_ text: String) -> [MinedBlock] {
        let list = (try? JSONValue(parsing: Array(text.utf8)))?.array ?? []
        return list.compactMap { one in
            guard let height = one["height"]?.integer, let micros = one["mined_micros"]?.integer,
                let transactions = one["transactions"]?.integer, let weight = one["weight"]?.integer
            else { return nil }
            return MinedBlock(
                height: height, minedAt: Timestamp(unixMicros: micros), transactions: transactions, weight: weight,
                feesSatoshis: one["fees_satoshis"]?.integer, pool: one["pool"]?.string)
        }
    }
}
