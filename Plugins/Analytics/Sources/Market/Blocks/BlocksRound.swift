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

    /// When they were asked for and came.
    private(set) var answer: RenewedAnswer
    /// What several providers agree on; nil if nobody said.
    private let height: Int64?
    /// What is stored, or came just now; newest first.
    private(set) var blocks: [MinedBlock] = []
    private var isNew = false

    init(_ known: HistoryRound.Known?, height: Int64?, now: Timestamp) {
        (answer, self.height) = (RenewedAnswer(Self.query, known, now: now), height)
    }

    /// From the rows of `blocks_now`, of which there is one at most.
    init(_ rows: Rows, height: Int64? = nil, now: Timestamp) throws(PluginError) {
        (answer, self.height) = (try RenewedAnswer(Self.query, rows.first, now: now), height)
        if let row = rows.first { blocks = Self.stored(try row["blocks"]) }
    }

    /// What to ask now; nil where the answer has not had its time.
    var query: MarketQuery? {
        answer.isDue(lifetimeSeconds: Self.lifetimeSeconds, retrySeconds: Self.retrySeconds) ? Self.query : nil
    }

    var known: HistoryRound.Known? { answer.known }
    var failure: ProviderFailure? { answer.failure }
    var isStale: Bool { answer.isStale(after: Self.staleSeconds) }

    /// Takes what came of the query; blocks of another chain are none.
    mutating func take(_ outcome: Result<[MinedBlock], ProviderFailure>) {
        switch outcome {
        case .success(let found):
            if let newest = found.first, let height, abs(newest.height - height) > Self.mostApart {
                let words = "The newest block is \(newest.height) where others said \(height)."
                return answer.failed(ProviderFailure(Self.query.source, .implausible, words))
            }
            (blocks, isNew) = (found, true)
            answer.came()
        case .failure(let failure): answer.failed(failure)
        }
    }

    /// What is stored, without blocks where none came; nil where nothing was asked.
    var rows: AnswerRows? {
        answer.rows("blocks_write", .blocks) { json in
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
